import ByteStrings
import Board
import CProgram
import CSystem
import Engine
import Kernels
import Vision

/// Options that several commands share: the processors, the number of threads, the kernels, the size.
extension Arguments {
  /// Obeys --cpus, --threads and --rt-priority; call it before any thread is started. Returns how many threads shall compute.
  ///
  /// Without --cpus, the program uses only the big cores of a board that has big and little ones.
  func placeThreads() throws(Failure) -> Int {
    let asked = try integer("--threads", in: 1...Engine.maximumThreads)
    let priority = try integer("--rt-priority", in: 1...99)
    try pinProcessors()
    let (usable, big) = BigCores.here()
    if value("--cpus") == nil, big.count < usable.count, asked ?? 1 <= big.count {
      let list = big.map { $0.index }
      unsafe fallBack("the big cores", catseye_use_processors(list, Int32(list.count)))
    }
    if let priority { fallBack("--rt-priority", catseye_use_realtime_priority(Int32(priority))) }
    return asked ?? BigCores.usualThreads(big: value("--cpus") == nil ? big.count : usable.count)
  }

  /// Restricts the program to the processors of --cpus, for instance `0-3,6`.
  private func pinProcessors() throws(Failure) {
    guard let list = value("--cpus") else { return }
    guard let processors = ProcessorList.parse(list) else {
      throw refuse("--cpus takes processors as 0-3,6, not '\(list)'")
    }
    let status = unsafe catseye_use_processors(processors, Int32(processors.count))
    guard status != 0 else { return }
    guard catseye_is_not_permitted(-status) == 0 else { return fallBack("--cpus", status) }
    throw refuse("--cpus \(list): \(Failure.text(-status)); this machine lacks one of them")
  }

  /// Obeys --lock-memory; call it when all memory for frames is in place.
  func lockMemory() {
    if flag("--lock-memory") { fallBack("--lock-memory", catseye_lock_memory()) }
  }

  /// Warns once that the system does not allow what was asked; the work goes on without it.
  private func fallBack(_ what: String, _ status: Int32) {
    guard status != 0 else { return }
    Console.tell("warning: \(what): \(Failure.text(-status)); going on without (catseye info --system tells more)")
  }

  /// The instruction set that CATSEYE_ISA names, or the best that this machine has.
  static func instructionSet() throws(Failure) -> InstructionSet {
    guard let value = unsafe catseye_environment("CATSEYE_ISA"), unsafe value.pointee != 0 else { return .best }
    let name = unsafe String(cString: value)
    guard let named = InstructionSet(name: name.utf8) else {
      throw .usage(
        "CATSEYE_ISA: unknown instruction set '\(name)'; use \(InstructionSet.list)")
    }
    guard named.isAvailable else {
      throw .usage("CATSEYE_ISA: this machine lacks \(name); unset it, the best here is \(InstructionSet.best.text)")
    }
    return named
  }

  /// The value of --size, for instance 640x480.
  func size() throws(Failure) -> PictureSize? {
    guard let text = value("--size") else { return nil }
    guard let size = Arguments.size(text) else {
      throw refuse("--size takes WIDTHxHEIGHT, each 1 to \(PictureSize.largestSide), not '\(text)'")
    }
    return size
  }

  /// The region of --roi in X11's notation, as in 640x480+100+50.
  func region() throws(Failure) -> PictureRegion? {
    guard let text = value("--roi") else { return nil }
    let parts = text.parts(at: "+")
    let places = parts.dropFirst().map { Arguments.digits($0) ?? -1 }
    guard parts.count == 3, let size = Arguments.size(parts[0]), places.allSatisfy({ $0 >= 0 }) else {
      throw refuse(
        "--roi takes WIDTHxHEIGHT+X+Y, the region's size and its upper left corner, as 640x320+0+100, not '\(text)'")
    }
    return PictureRegion(x: places[0], y: places[1], size: size)
  }

  private static func size(_ text: String) -> PictureSize? {
    let sides = text.parts(at: "x").map { digits($0) ?? 0 }
    let range = 1...PictureSize.largestSide
    guard sides.count == 2, range.contains(sides[0]), range.contains(sides[1]) else { return nil }
    return PictureSize(width: sides[0], height: sides[1])
  }
}
