import Engine
import Foundation
import Model
import Vision

/// A model of two classes by the sign of red - blue: a 1x1 classifier that reads the frame.
enum TinyModel {
  static func engine(width: Int, height: Int) throws -> Engine {
    var data = [UInt8](repeating: 0, count: 64)
    data[2] = 1  // class 0: blue
    data[4] = 1  // class 1: red; its four bytes follow those of class 0
    let tables = data.count
    data += [UInt8](repeating: 0, count: 64)  // biases of 16 channels
    for _ in 0..<16 { data += [0, 0, 0x80, 0x3F] }  // factors of 1
    let plan = Plan(
      name: "tiny", conversion: ConversionRecord(tool: "test", method: "none", frames: 0, agreement: 0),
      input: InputDescription(
        width: width, height: height, channels: 3, mean: [128, 128, 128], standardDeviation: [1, 1, 1]),
      inputTensor: 0, maskHeight: height, maskWidth: width, arenaBytes: width * height * 4,
      arenaLowerBound: width * height * 4,
      classes: [
        ModelClass(name: "blue", red: 0, green: 0, blue: 255), ModelClass(name: "red", red: 255, green: 0, blue: 0),
      ],
      tensors: [
        Tensor(
          name: "input", height: height, width: width, channels: 3, channelStride: 4, halo: 0, scale: 1, zeroPoint: 0)
      ],
      steps: [Step(name: "head", kind: .classifier, sources: [0], outputs: [], phases: 0..<1, strideY: 1, strideX: 1)],
      phases: [
        Phase(
          kernelHeight: 1, kernelWidth: 1, originY: 0, originX: 0, outputY: 0, outputX: 0, outputChannels: 2,
          weights: 0,
          heads: [Phase.Head(bias: tables, positive: tables + 64, negative: tables + 64)])
      ])
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".ceye")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(plan.encoded(data: data)).write(to: file)
    return try Engine(Model(path: file.path))
  }
}
