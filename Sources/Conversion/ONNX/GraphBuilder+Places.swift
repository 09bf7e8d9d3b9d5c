/// Where an operator that is not supported stands, and what there is instead.
extension GraphBuilder {
  func notSupported(_ node: ONNXNode) -> ConversionError {
    let instead = GraphBuilder.nearest[node.type].map { "; the nearest that is: \($0)" } ?? ""
    return node.error("operator not supported; it reads \(place(of: node))\(instead)")
  }

  /// Of the nodes behind one that cannot be read, those that cannot be read either.
  func unsupported(among indices: ArraySlice<Int>) -> [String] {
    // what is computed from the frame
    var computed = Set(values.keys)
    var lines: [String] = []
    for index in indices {
      let node = ONNXNode(model.graph.node[index])
      guard node.proto.input.contains(where: computed.contains), !["Shape", "Size"].contains(node.type) else {
        continue
      }
      computed.formUnion(node.proto.output)
      guard index != indices.first, !GraphBuilder.supported.contains(node.type), lines.count < 50 else { continue }
      let instead = GraphBuilder.nearest[node.type].map { "; the nearest that is: \($0)" } ?? ""
      lines.append(node.error("operator not supported\(instead)").message)
    }
    return lines
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
    "Ceil": "Clip", "Celu": "Elu", "CenterCropPad": "Slice and Pad", "CumSum": "ReduceMean",
    "DeformConv": "Conv",
    "DynamicQuantizeLinear": "QuantizeLinear, by static quantisation",
    "Einsum": "MatMul with a constant matrix, or Conv 1x1",
    "Floor": "Clip", "GlobalLpPool": "GlobalAveragePool",
    "GridSample": "Resize", "GroupNormalization": "BatchNormalization", "If": "a plain graph: export in eval mode",
    "InstanceNormalization": "BatchNormalization", "LRN": "BatchNormalization", "LSTM": "Conv", "GRU": "Conv",
    "LayerNormalization": "BatchNormalization", "Log": "Softplus", "Loop": "a plain graph: export in eval mode",
    "LpNormalization": "BatchNormalization", "LpPool": "AveragePool", "MaxRoiPool": "MaxPool", "MaxUnpool": "Resize",
    "MeanVarianceNormalization": "BatchNormalization", "NonMaxSuppression": "export the logits alone",
    "RNN": "Conv", "Range": "a constant",
    "ReduceMax": "GlobalMaxPool", "ReduceMin": "GlobalMaxPool",
    "RoiAlign": "Resize", "STFT": "Conv", "Scan": "a plain graph: export in eval mode",
    "Shrink": "Clip", "Sign": "Tanh", "Softsign": "Tanh",
    "ThresholdedRelu": "Relu", "Tile": "Expand or Resize", "TopK": "ArgMax at the end",
    "Where": "Mul by a gate",
  ]
}
