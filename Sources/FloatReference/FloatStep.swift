import CFloat
import Lowering
import NetworkGraph

/// A node that is prepared to run.
enum FloatStep {
  case convolution([FloatLayer])
  case depthwise(DepthwiseLayer)
  case affine(scale: [Float], shift: [Float])
  case leakyRelu(slope: Float)
  case pointwise(Pointwise)
  case maxPool(MaxPool)
  case globalAveragePool
  /// An operator that a lowered network has too.
  case `operator`(LoweredOperator)
  case pad(Padding, value: Float)
  case crop(Padding)
  case sliceChannels(first: Int)
  case classifierEnd(ClassifierEnd)
  case copy

  init(_ node: Node, _ graph: Graph) {
    let (input, output) = (graph.shapes[node.inputs[0]], graph.shapes[node.output])
    switch node.operation {
    case .convolution(let convolution) where convolution.isDepthwise:
      self = .depthwise(DepthwiseLayer(convolution, input: input, output: output))
    case .convolution(let convolution):
      self = .convolution(FloatLayer.groups(of: convolution, input: input, output: output))
    case .transposedConvolution(let convolution):
      self = .convolution(FloatLayer.phases(of: convolution, input: input, output: output))
    case .affine(let affine):
      self = .affine(scale: affine.scale.map { Float($0) }, shift: affine.shift.map { Float($0) })
    case .leakyRelu(let slope): self = .leakyRelu(slope: slope)
    case .pointwise(let function): self = .pointwise(function)
    case .maxPool(let pool): self = .maxPool(pool)
    case .averagePool(let pool): self = .operator(.averagePool(pool))
    case .globalAveragePool: self = .globalAveragePool
    case .resize(let resize): self = .operator(.places(Places(resize, input)))
    case .channelMax: self = .operator(.channelMax)
    case .add: self = .operator(.add)
    case .multiply: self = .operator(.multiply)
    case .pad(let padding, let value): self = .pad(padding, value: value)
    case .crop(let padding): self = .crop(padding)
    case .places(let rows, let columns): self = .operator(.places(Places(rows: rows, columns: columns)))
    case .sliceChannels(let channels): self = .sliceChannels(first: channels.lowerBound)
    case .concat, .identity: self = .copy
    case .classifierEnd(let end): self = .classifierEnd(end)
    }
  }

  /// How many elements of scratch memory a thread needs.
  var scratchCount: Int {
    guard case .convolution(let layers) = self else { return 0 }
    return layers.map { Int(catseye_float_scratch_count($0.layer.output_channels)) }.max() ?? 0
  }
}
