import Foundation

@testable import Model

/// A complete model of two steps, small enough to be damaged in every way.
enum GoldenModel {
  static var plan: Plan {
    Plan(
      name: "golden",
      conversion: ConversionRecord(tool: "test", method: "minmax", frames: 1, agreement: 0.5),
      input: InputDescription(
        width: 6, height: 4, channels: 3, mean: [100, 110, 120], standardDeviation: [70, 71, 72]),
      inputTensor: 0, maskHeight: 4, maskWidth: 6, arenaBytes: 832, arenaLowerBound: 832,
      classes: [
        ModelClass(name: "road", red: 1, green: 2, blue: 3), ModelClass(name: "sky", red: 4, green: 5, blue: 6),
      ],
      tensors: [
        Tensor(
          name: "frame", height: 4, width: 6, channels: 3, channelStride: 4, halo: 1, scale: 1, zeroPoint: -128,
          arenaOffset: 0),
        Tensor(
          name: "middle", height: 4, width: 6, channels: 5, channelStride: 16, halo: 0, scale: 0.1, zeroPoint: 3,
          arenaOffset: 256),
      ],
      steps: [
        Step(
          name: "first", kind: .convolution, sources: [0], outputs: [Step.Output(tensor: 1)], phases: 0..<1, strideY: 1,
          strideX: 1),
        Step(name: "last", kind: .classifier, sources: [1], outputs: [], phases: 1..<2, strideY: 1, strideX: 1),
      ],
      phases: [
        Phase(
          kernelHeight: 3, kernelWidth: 3, originY: -1, originX: -1, outputY: 0, outputX: 0, outputChannels: 5,
          weights: 0, heads: [Phase.Head(bias: 192, positive: 256, negative: 320)]),
        Phase(
          kernelHeight: 1, kernelWidth: 1, originY: 0, originX: 0, outputY: 0, outputX: 0, outputChannels: 2,
          weights: 384, heads: [Phase.Head(bias: 448, positive: 512, negative: 512)]),
      ])
  }

  static var data: [UInt8] { (0..<576).map { UInt8($0 % 100) } }

  static var bytes: [UInt8] { plan.encoded(data: data) }

  /// nil if the bytes are a valid model, else the reason. It does what `Model(path:)` does with a mapped file, without a file.
  static func refusal(of bytes: [UInt8]) -> ModelError? {
    bytes.withUnsafeBytes { file in
      do throws(ModelError) {
        let plan = try Plan(decoding: file)
        try plan.validate(data: UnsafeRawBufferPointer(rebasing: file[Plan.dataRange(of: file)]))
        return nil
      } catch {
        return error
      }
    }
  }

  /// The same, with a file.
  static func refusalOfFile(_ bytes: [UInt8]) throws -> ModelError? {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).ceye").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    do throws(ModelError) {
      _ = try Model(path: path)
      return nil
    } catch {
      return error
    }
  }
}
