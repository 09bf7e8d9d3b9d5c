import NetworkGraph

extension Passes {
  /// Makes the zeros of a Pad the padding of the convolution or pool that reads them.
  public static func foldPads(_ graph: Graph) -> Graph {
    var result = graph
    let producers = graph.producers
    for index in graph.nodes.indices {
      // two pads, one after the other: the second one is folded first
      while let before = producers[result.nodes[index].inputs[0]],
        case .pad(let padding, let value) = graph.nodes[before].operation
      {
        let source = graph.nodes[before].inputs[0]
        let isPositive = producers[source].map { graph.nodes[$0].operation.isNeverNegative } ?? false
        guard
          let padded = result.nodes[index].operation.padded(
            padding, value, winsNever: value == -.infinity || (value <= 0 && isPositive))
        else { break }
        result.nodes[index].operation = padded
        result.nodes[index].inputs = [source]
      }
    }
    return removeDeadEnds(result)
  }
}

extension Operation {
  /// Whether no output can be negative.
  fileprivate var isNeverNegative: Bool {
    switch self {
    case .leakyRelu(let slope): slope <= 0
    case .pointwise(.sigmoid), .pointwise(.hardSigmoid), .pointwise(.softplus): true
    case .pointwise(.clip(let low, _)): low >= 0
    default: false
    }
  }

  /// The operation with the pad's elements as its own padding; nil where it cannot have them.
  /// - Parameter winsNever: whether no padded element can be larger than all others of a window.
  fileprivate func padded(_ added: Padding, _ value: Float, winsNever: Bool) -> Operation? {
    switch self {
    case .convolution(var convolution) where value == 0:
      convolution.padding = convolution.padding + added
      guard convolution.padding.largest <= Node.largestExtent else { return nil }
      return .convolution(convolution)
    case .averagePool(var pool) where value == 0 && (pool.countsPadding || pool.padding == Padding()):
      pool.padding = pool.padding + added
      pool.countsPadding = true
      return pool.padding.isSmaller(than: pool.kernel) ? .averagePool(pool) : nil
    case .maxPool(var pool) where winsNever:
      pool.padding = pool.padding + added
      return pool.padding.isSmaller(than: pool.kernel) ? .maxPool(pool) : nil
    default: return nil
    }
  }
}
