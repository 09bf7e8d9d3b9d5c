import CFloat

/// A node made ready to run.
enum FloatStep {
  case convolution([FloatLayer])
  case affine(scale: [Float], shift: [Float])
  case leakyRelu(slope: Float)
  case maxPool(MaxPool)
  case copy

  init(_ node: Node, _ graph: Graph) throws(ConversionError) {
    switch node.operation {
    case .convolution(let convolution):
      self = .convolution([
        FloatLayer(convolution, input: graph.shapes[node.inputs[0]], output: graph.shapes[node.output])
      ])
    case .transposedConvolution(let convolution):
      self = .convolution(
        FloatLayer.phases(of: convolution, input: graph.shapes[node.inputs[0]], output: graph.shapes[node.output]))
    case .affine(let affine):
      self = .affine(scale: affine.scale.map { Float($0) }, shift: affine.shift.map { Float($0) })
    case .leakyRelu(let slope): self = .leakyRelu(slope: slope)
    case .maxPool(let pool): self = .maxPool(pool)
    case .concat, .identity: self = .copy
    case .classifierEnd: throw node.error("is not computed in float; Passes.dropClassifierEnd comes first")
    }
  }

  /// Elements of scratch memory that a thread needs.
  var scratchCount: Int {
    guard case .convolution(let layers) = self else { return 0 }
    return layers.map { Int(catseye_float_scratch_count($0.layer.output_channels)) }.max() ?? 0
  }
}
