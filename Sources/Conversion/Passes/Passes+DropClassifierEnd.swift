extension Passes {
  /// Makes the logits the output: softmax, sigmoid, arg-max and what only rearranges the class indices at the end are
  /// dropped. None of them moves the largest logit; the engine takes the arg-max itself, the lowest index among equals.
  /// - Throws: `ConversionError` that names a softmax or arg-max that is not at the end.
  public static func dropClassifierEnd(_ graph: Graph) throws(ConversionError) -> Graph {
    var result = graph
    let producers = graph.producers
    while let index = producers[result.output] {
      let node = graph.nodes[index]
      let before = producers[node.inputs[0]].map { graph.nodes[$0].operation }
      guard node.operation.keepsOrder || node.operation.scales(before) else { break }
      result.output = node.inputs[0]
    }
    result = removeDeadEnds(result)
    for node in result.nodes {
      if case .classifierEnd = node.operation {
        throw node.error("is supported only as the network's end")
      }
    }
    return result
  }
}

extension Operation {
  /// Whether it moves neither the largest of an output's channels nor the sign of x in the arg-max of (0, x).
  fileprivate var keepsOrder: Bool {
    switch self {
    case .classifierEnd, .pointwise(.sigmoid): true
    default: false
    }
  }

  /// Whether it is a positive factor behind a sigmoid or softmax.
  fileprivate func scales(_ before: Operation?) -> Bool {
    guard case .affine(let affine) = self, let before else { return false }
    return affine.isOneFactor && before.keepsOrder
  }
}
