extension Graph {
  /// Whether a value certainly has no negative elements, because of the operation that wrote it. For graphs that are being built, before
  /// any pass.
  package func isNeverNegative(_ value: Int, depth: Int = 0) -> Bool {
    if let stated = quantisations[value], stated.range.lowerBound >= 0 { return true }
    guard let node = writer(of: value), depth < Graph.deepest else { return false }
    switch node.operation {
    case .leakyRelu(slope: 0), .pointwise(.sigmoid), .pointwise(.hardSigmoid), .pointwise(.softplus), .pointwise(.exp),
      .pointwise(.sqrt), .pointwise(.abs), .classifierEnd(.softmax):
      return true
    case .pointwise(.clip(let low, _)) where low >= 0: return true
    case .pad(_, let value) where value < 0: return false
    case .maxPool, .averagePool, .globalAveragePool, .channelMax, .resize, .add, .multiply, .pad, .crop, .places,
      .sliceChannels, .concat, .identity:
      return node.inputs.allSatisfy { isNeverNegative($0, depth: depth + 1) }
    default: return false
    }
  }

  /// Whether a value is the frame, or the frame at another scale.
  package func isOfFrame(_ value: Int, depth: Int = 0) -> Bool {
    guard value != 0 else { return true }
    guard let node = writer(of: value), depth < Graph.deepest else { return false }
    switch node.operation {
    case .identity, .affine, .resize, .crop, .places, .sliceChannels, .pad:
      return isOfFrame(node.inputs[0], depth: depth + 1)
    default: return false
    }
  }

  /// How many nodes are followed back; there are no more between two activations.
  private static let deepest = 12

  private func writer(of value: Int) -> Node? {
    // while a graph is built, each node adds one value
    if nodes.indices.contains(value - 1), nodes[value - 1].output == value { return nodes[value - 1] }
    return nodes.last { $0.output == value }
  }
}
