/// Rewrites of a graph. Each is a function from a graph to a graph that computes the same logits, so that they can be
/// tested and ordered freely; `standard` is the order in which the converter uses them.
public enum Passes {
  /// What the converter does to every graph before calibration. Behind it a graph has no `identity` and no
  /// `classifierEnd`, every node serves the output, and an affine is left only where it cannot be folded: behind the
  /// input, a pool or a concat, or behind a convolution whose raw output something else reads too.
  /// - Throws: `ConversionError` that names the node, if an arg-max or softmax stands in the network's middle, folding
  ///   leaves the range of Float, or nothing is left.
  public static func standard(_ graph: Graph) throws(ConversionError) -> Graph {
    var graph = removeIdentities(graph)
    graph = try dropClassifierEnd(graph)
    graph = removeDeadEnds(graph)
    graph = mergeAffines(graph)
    graph = try foldAffines(graph)
    guard !graph.nodes.isEmpty else {
      throw .badData("the network '\(graph.name)' computes nothing; export the whole model")
    }
    return graph
  }
}
