import NetworkGraph

extension Passes {
  /// Makes the logits the output. At the end it removes softmax, sigmoid, arg-max and what only rearranges the class indices. None of them
  /// changes which logit is the largest, and the engine takes the arg-max itself, the lowest index among equals. If each of several
  /// channels has its own sigmoid or threshold and no arg-max follows, the network is multi-label.
  /// - Throws: `ConversionError` that names a softmax or arg-max that is not at the end.
  public static func dropClassifierEnd(_ graph: Graph) throws(ConversionError) -> Graph {
    var result = graph
    let producers = graph.producers
    var end: [Operation] = []
    while let index = producers[result.output] {
      let node = graph.nodes[index]
      let before = producers[node.inputs[0]].map { graph.nodes[$0].operation }
      guard node.operation.keepsOrder || node.operation.scales(before) else { break }
      result.output = node.inputs[0]
      end.append(node.operation)
    }
    let isExclusive = end.contains { $0.isExclusive }
    if graph.multilabel == true, isExclusive {
      throw .badData(
        "ends in a softmax or arg-max: its classes exclude each other; --multilabel is for a network of a sigmoid for each"
      )
    }
    let several = graph.shapes[result.output].channels > 1
    result.multilabel = several && (graph.multilabel ?? (!isExclusive && end.contains { $0.isForEach }))
    result = removeDeadEnds(result)
    for node in result.nodes {
      guard case .classifierEnd(let end) = node.operation else { continue }
      let channels = result.shapes[node.inputs[0]].channels
      guard end == .softmax, channels == 2 else {
        throw node.error(
          "over \(channels) channels is supported only as the network's end"
            + (end == .softmax ? "; inside a network (attention) train with a sigmoid for each channel" : ""))
      }
      try result.makeSigmoids(of: node)
    }
    return result
  }
}

extension Graph {
  /// Replaces a softmax of two channels by the sigmoids of their differences.
  fileprivate mutating func makeSigmoids(of node: Node) throws(ConversionError) {
    let difference = Convolution(
      outputChannels: 2, inputChannels: 2, kernel: Extent(height: 1, width: 1), weights: [1, -1, -1, 1], bias: [0, 0])
    let value = try append(node.name + ".difference", .convolution(difference), inputs: node.inputs)
    let added = nodes.removeLast()
    guard let index = nodes.firstIndex(where: { $0.output == node.output }) else { return }
    nodes[index].operation = .pointwise(.sigmoid)
    nodes[index].inputs = [value]
    nodes.insert(added, at: index)
  }
}

extension Operation {
  /// Whether it changes neither which of an output's channels is the largest, nor the sign of x in the arg-max of (0, x).
  fileprivate var keepsOrder: Bool {
    switch self {
    case .classifierEnd, .pointwise(.sigmoid): true
    default: false
    }
  }

  /// Whether its classes exclude each other.
  fileprivate var isExclusive: Bool {
    switch self {
    case .classifierEnd(.softmax), .classifierEnd(.logSoftmax), .classifierEnd(.argMax): true
    default: false
    }
  }

  /// Whether it treats each channel on its own.
  fileprivate var isForEach: Bool { self == .pointwise(.sigmoid) || self == .classifierEnd(.threshold) }

  /// Whether it is a positive factor that follows a sigmoid or softmax.
  fileprivate func scales(_ before: Operation?) -> Bool {
    guard case .affine(let affine) = self, let before else { return false }
    return affine.isOneFactor && before.keepsOrder
  }
}
