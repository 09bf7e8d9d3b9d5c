import Foundation

/// One thing that reads what others wrote: small real files of it to begin with, and what is done with any bytes.
///
/// `run` traps where a promise is broken: a crash, an access outside guard pages, a loop without end, two instruction sets
/// that differ. Bytes that are refused are as good as those that are taken.
struct FuzzTarget: Sendable {
  let name: String
  let seeds: @Sendable () throws -> [[UInt8]]
  let run: @Sendable (UnsafeRawBufferPointer) -> Void

  static let all: [FuzzTarget] = [.model, .onnx, .mjpeg, .y4m, .raw, .picture, .pair, .cInterface]

  /// The one that CATSEYE_FUZZ_TARGET names.
  static let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["CATSEYE_FUZZ_TARGET"] ?? ""
    guard let target = all.first(where: { $0.name == name }) else {
      fatalError("CATSEYE_FUZZ_TARGET is '\(name)', none of \(all.map(\.name).joined(separator: ", "))")
    }
    return target
  }()

  /// Writes the seeds as files into `folder`.
  func writeSeeds(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (index, bytes) in try seeds().enumerated() {
      try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/seed\(index)"))
    }
  }
}
