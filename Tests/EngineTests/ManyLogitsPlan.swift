@testable import Model

/// A small file that asks for 4.5 GB of logits: a 1x1 classifier of a large frame with the most classes that are possible.
/// It is `Tests/Golden/many-logits.ceye`.
enum ManyLogitsPlan {
  static let side = 2112
  static let classes = ModelFormat.maximumClasses

  static func file() -> [UInt8] {
    var tensor = Tensor(
      name: "", height: side, width: side, channels: 1, channelStride: 4, halo: 0, scale: 1, zeroPoint: 0)
    tensor.arenaOffset = 0
    let class0 = ModelClass(name: "", red: 0, green: 0, blue: 0)
    let step = Step(
      name: "", kind: .classifier, sources: [0], outputs: [], phases: 0..<1, strideY: 1, strideX: 1)
    let head = Phase.Head(bias: 4096, positive: 4096, negative: 4096)
    let phase = Phase(
      kernelHeight: 1, kernelWidth: 1, originY: 0, originX: 0, outputY: 0, outputX: 0, outputChannels: classes,
      weights: 0, heads: [head])
    var plan = Plan(
      name: "", conversion: ConversionRecord(tool: "", method: "", frames: 0, agreement: 0),
      input: InputDescription(width: side, height: side, channels: 1, mean: [0], standardDeviation: [1]),
      inputTensor: 0, maskHeight: side, maskWidth: side, arenaBytes: tensor.byteCount, arenaLowerBound: 0,
      classes: [ModelClass](repeating: class0, count: classes), tensors: [tensor], steps: [step], phases: [phase])
    plan.testDigest = 1
    return plan.encoded(data: [UInt8](repeating: 0, count: 5632))
  }
}
