import CSystem
import Kernels
import Vision

/// Options that several commands share: which processors, how many threads, which kernels, which size.
extension Arguments {
  static let maximumThreads = 64
  /// More helpers than this gain nothing on the networks this engine is for, unless one asks for them.
  static let defaultThreads = 8

  /// Keeps the program to the processors of --cpus, as `0-3,6`; must come before threads are counted and started.
  func pinProcessors() throws(Failure) {
    guard let list = value("--cpus") else { return }
    guard let processors = Arguments.processors(list) else {
      throw refuse("--cpus takes processors as 0-3,6, not '\(list)'")
    }
    let status = catseye_use_processors(processors, Int32(processors.count))
    guard status == 0 else { throw refuse("--cpus \(list): \(Failure.text(-status)); this machine lacks one of them") }
  }

  /// nil for what is no list.
  static func processors(_ list: String) -> [Int32]? {
    var processors: [Int32] = []
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count <= 2, let first = digits(String(ends[0])), let last = digits(String(ends[ends.count - 1])),
        first <= last, last < 1024
      else { return nil }
      for processor in first...last { processors.append(Int32(processor)) }
    }
    return processors
  }

  /// --threads, or the processors that this program may use, at most `defaultThreads`.
  func threads() throws(Failure) -> Int {
    let available = Int(catseye_processor_count())
    let usual = min(max(available, 1), Arguments.defaultThreads)
    return try integer("--threads", in: 1...Arguments.maximumThreads) ?? usual
  }

  /// The instruction set that CATSEYE_ISA names, or the best that this machine has.
  static func instructionSet() throws(Failure) -> InstructionSet {
    guard let value = catseye_environment("CATSEYE_ISA"), value.pointee != 0 else { return .best }
    let name = String(cString: value)
    guard let named = InstructionSet(name: name.utf8) else {
      throw .usage(
        "CATSEYE_ISA: unknown instruction set '\(name)'; "
          + "use scalar, sse, avx2, avxvnni, avx512, neon, dotprod or i8mm")
    }
    guard named.isAvailable else {
      throw .usage("CATSEYE_ISA: this machine lacks \(name); unset it, the best here is \(InstructionSet.best.text)")
    }
    return named
  }

  /// --size, as 640x480.
  func size() throws(Failure) -> PictureSize? {
    guard let text = value("--size") else { return nil }
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Arguments.digits(String($0)) ?? 0 }
    guard sides.count == 2, (1...16384).contains(sides[0]), (1...16384).contains(sides[1]) else {
      throw refuse("--size takes WIDTHxHEIGHT, each 1 to 16384, not '\(text)'")
    }
    return PictureSize(width: sides[0], height: sides[1])
  }
}

extension InstructionSet {
  var text: String {
    String(decoding: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), as: UTF8.self)
  }
}
