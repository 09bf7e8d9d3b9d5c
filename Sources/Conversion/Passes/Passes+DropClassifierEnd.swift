extension Passes {
  /// Makes the logits the output: softmax, arg-max and what only rearranges the class indices at the end are dropped. None
  /// of them moves the largest logit; the engine takes the arg-max itself, the lowest index among equals.
  /// - Throws: `ConversionError` that names a softmax or arg-max that is not at the end.
  public static func dropClassifierEnd(_ graph: Graph) throws(ConversionError) -> Graph {
    var result = graph
    let producers = graph.producers
    while let index = producers[result.output], case .classifierEnd = graph.nodes[index].operation {
      result.output = graph.nodes[index].inputs[0]
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
