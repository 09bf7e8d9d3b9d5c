import NetworkGraph

/// Messages about operators that are not supported: where they are, and what to use instead.
extension GraphBuilder {
  func notSupported(_ node: ONNXNode) -> ConversionError {
    if GraphBuilder.normalisations.contains(node.type) { return normalises(node) }
    let instead = GraphBuilder.nearest[node.type].map { "; the nearest that is: \($0)" } ?? ""
    return node.error("operator not supported; it reads \(place(of: node))\(instead)")
  }

  private static let normalisations: Set = ["InstanceNormalization", "GroupNormalization", "LayerNormalization"]

  /// The error for a node that computes means and variances of the frame itself.
  private func normalises(_ node: ONNXNode) -> ConversionError {
    node.error(
      "normalises by each frame's own mean and variance, which no step of the engine computes; "
        + "train with BatchNormalization in its place")
  }

  /// The error for a reshape that splits channels into groups, if it begins a group normalisation as PyTorch writes it; nil for others.
  func groupNormalisation(behind node: ONNXNode) -> ConversionError? {
    let readers = model.graph.node.filter { $0.input.first == node.proto.output.first }
    guard let reader = readers.first, readers.count == 1, reader.opType == "InstanceNormalization" else { return nil }
    return normalises(ONNXNode(reader))
  }

  /// The names of further unsupported nodes among those after one that cannot be read.
  func unsupported(among indices: ArraySlice<Int>) -> [String] {
    // the values that depend on the frame
    var computed = Set(values.keys)
    var lines: [String] = []
    for index in indices {
      let node = ONNXNode(model.graph.node[index])
      guard node.proto.input.contains(where: computed.contains), !["Shape", "Size"].contains(node.type) else {
        continue
      }
      computed.formUnion(node.proto.output)
      guard index != indices.first, !GraphBuilder.supported.contains(node.type), lines.count < 50 else { continue }
      if GraphBuilder.normalisations.contains(node.type) {
        lines.append(normalises(node).message)
        continue
      }
      let instead = GraphBuilder.nearest[node.type].map { "; the nearest that is: \($0)" } ?? ""
      lines.append(node.error("operator not supported\(instead)").message)
    }
    return lines
  }

  /// The values that a node reads, each with its shape and with the node that writes it.
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

  /// For unsupported operators in users' networks, the nearest supported ones.
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
    "ReduceMin": "ReduceMax",
    "RoiAlign": "Resize", "STFT": "Conv", "Scan": "a plain graph: export in eval mode",
    "Shrink": "Clip", "Sign": "Tanh", "Softsign": "Tanh",
    "ThresholdedRelu": "Relu", "Tile": "Expand or Resize", "TopK": "ArgMax at the end",
    "Where": "Mul by a gate",
  ]
}
