import Foundation

/// A reader of foreign data: small real inputs to begin with, and a function that takes any bytes.
///
/// `run` traps if a promise is broken: by a crash, an access outside guard pages, an endless loop, or two instruction sets that differ.
/// Bytes that are refused are as good as those that are accepted.
struct FuzzTarget: Sendable {
  let name: String
  let seeds: @Sendable () throws -> [[UInt8]]
  let run: @Sendable (UnsafeRawBufferPointer) -> Void

  static let all: [FuzzTarget] = [.model, .onnx, .mjpeg, .y4m, .raw, .picture, .pair, .cInterface]

  /// The target that CATSEYE_FUZZ_TARGET names.
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
