/// Where an operator that is not supported stands, and what there is instead.
extension GraphBuilder {
  func notSupported(_ node: ONNXNode) -> ConversionError {
    let instead = GraphBuilder.nearest[node.type] ?? "one of \(GraphBuilder.supported.sorted().joined(separator: ", "))"
    return node.error("operator not supported; it reads \(place(of: node)); the nearest that is: \(instead)")
  }

  /// The values that a node reads, each with its shape and the node that writes it.
  private func place(of node: ONNXNode) -> String {
    let parts = node.proto.input.prefix(3).map { name in
      guard let value = values[name] else { return isConstant(name) ? "a constant" : "'\(name)'" }
      let shape = graph.shapes[value.id]
      guard let writer = writers[name] else { return "the input, \(shape)" }
      let before = ONNXNode(model.graph.node[writer])
      return "\(shape) from '\(before.name)' (\(before.type))"
    }
    return parts.isEmpty ? "nothing" : parts.joined(separator: " and ")
  }

  /// For operators that people's networks have.
  private static let nearest = [
    "Abs": "Relu", "Ceil": "Clip", "Celu": "Elu", "CenterCropPad": "Slice and Pad", "CumSum": "ReduceMean",
    "DeformConv": "Conv", "DepthToSpace": "ConvTranspose 2x2 with stride 2, or Resize and Conv",
    "DynamicQuantizeLinear": "QuantizeLinear, by static quantisation",
    "Einsum": "MatMul with a constant matrix, or Conv 1x1",
    "Exp": "Sigmoid, Tanh or Softplus", "Floor": "Clip", "GlobalLpPool": "GlobalAveragePool",
    "GridSample": "Resize", "GroupNormalization": "BatchNormalization", "If": "a plain graph: export in eval mode",
    "InstanceNormalization": "BatchNormalization", "LRN": "BatchNormalization", "LSTM": "Conv", "GRU": "Conv",
    "LayerNormalization": "BatchNormalization", "Log": "Softplus", "Loop": "a plain graph: export in eval mode",
    "LpNormalization": "BatchNormalization", "LpPool": "AveragePool", "MaxRoiPool": "MaxPool", "MaxUnpool": "Resize",
    "MeanVarianceNormalization": "BatchNormalization", "NonMaxSuppression": "export the logits alone",
    "QLinearConv": "Conv between QuantizeLinear and DequantizeLinear (QDQ)", "RNN": "Conv", "Range": "a constant",
    "ReduceL2": "ReduceMean", "ReduceMax": "GlobalMaxPool", "ReduceMin": "GlobalMaxPool", "ReduceSum": "ReduceMean",
    "RoiAlign": "Resize", "STFT": "Conv", "Scan": "a plain graph: export in eval mode", "Selu": "Elu",
    "Shrink": "Clip", "Sign": "Tanh", "Softsign": "Tanh", "SpaceToDepth": "Conv 2x2 with stride 2",
    "Sqrt": "BatchNormalization", "ThresholdedRelu": "Relu", "Tile": "Expand or Resize", "TopK": "ArgMax at the end",
    "Upsample": "Resize: export with opset_version 11 or later", "Where": "Mul by a gate",
  ]
}
