@testable import Model

/// 2x2 convolutions of the frame, each followed by a max-pooling to one pixel, and a classifier after the last pooling.
enum PoolingPlan {
  static func plan(pairs: Int) -> Plan {
    let channels = 1
    var offset = 0
    func tensor(_ side: Int, halo: Int, stride: Int) -> Tensor {
      var tensor = Tensor(
        name: "", height: side, width: side, channels: channels, channelStride: stride, halo: halo, scale: 1,
        zeroPoint: 0)
      tensor.arenaOffset = offset
      offset += (tensor.byteCount + 63) / 64 * 64
      return tensor
    }
    var tensors = [tensor(2, halo: 1, stride: 16)]
    var steps: [Step] = []
    for pair in 0..<pairs {
      tensors.append(tensor(2, halo: 0, stride: 16))
      tensors.append(tensor(1, halo: 0, stride: 16))
      steps.append(
        Step(
          name: "", kind: .convolution, sources: [0], outputs: [Step.Output(tensor: 2 * pair + 1)], phases: 0..<1,
          strideY: 1, strideX: 1))
      steps.append(
        Step(
          name: "", kind: .maxPool, sources: [2 * pair + 1], outputs: [Step.Output(tensor: 2 * pair + 2)],
          phases: 0..<0, strideY: 2, strideX: 2, kernelHeight: 2, kernelWidth: 2))
    }
    steps.append(
      Step(
        name: "", kind: .classifier, sources: [2 * pairs], outputs: [], phases: 1..<2, strideY: 1, strideX: 1))
    let heads = [Phase.Head(bias: 1024, positive: 1024, negative: 1024)]
    return Plan(
      name: "", conversion: ConversionRecord(tool: "", method: "", frames: 0, agreement: 0),
      input: InputDescription(width: 2, height: 2, channels: channels, mean: [0], standardDeviation: [1]),
      inputTensor: 0, maskHeight: 1, maskWidth: 1, arenaBytes: offset, arenaLowerBound: 0,
      classes: [ModelClass(name: "", red: 0, green: 0, blue: 0)], tensors: tensors, steps: steps,
      phases: [
        Phase(
          kernelHeight: 3, kernelWidth: 3, originY: -1, originX: -1, outputY: 0, outputX: 0, outputChannels: 1,
          weights: 0, heads: heads),
        Phase(
          kernelHeight: 1, kernelWidth: 1, originY: 0, originX: 0, outputY: 0, outputX: 0, outputChannels: 1,
          weights: 512, heads: heads),
      ])
  }
}
