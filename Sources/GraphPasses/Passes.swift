import NetworkGraph

/// Rewrites of a graph. Each is a function from a graph to a graph that computes the same logits, so they can be tested and ordered freely.
/// `standard` is the order in which the converter uses them. Constant folding and the removal of transposes belong to the file; the
/// reader does them (`GraphBuilder`).
public enum Passes {
  typealias Pass = (name: String, run: @Sendable (Graph) throws(ConversionError) -> Graph)

  static let all: [Pass] = [
    ("identity removal", { graph in removeIdentities(graph) }),
    ("foreground folding", foldForeground),
    ("classifier-end removal", dropClassifierEnd),
    ("dead-end removal", { graph in removeDeadEnds(graph) }),
    ("activation fusion", { graph in fuseActivations(graph) }),
    ("gate folding", { graph in foldGates(graph) }),
    ("pad folding", { graph in foldPads(graph) }),
    ("channel orders", foldChannelOrders),
    ("affine merging", { graph in mergeAffines(graph) }),
    ("batch-norm folding", foldAffines),
    ("binary head", widenBinaryHead),
    ("upsampling folding", { graph in foldUpsamplings(graph) }),
    ("concat sinking", { graph in sinkConcatenations(graph) }),
    ("window splitting", splitWindows),
  ]

  /// What the converter does to every graph before calibration. After it a graph has no `identity` and no `classifierEnd`, and every node
  /// serves the output. An affine is left only where it cannot be folded: after the input, a pool or a concat, or after a convolution whose
  /// raw output something else reads too. The output has two channels or more, and the largest is the class. The graph's `history` says
  /// what each pass did.
  /// - Throws: `ConversionError` that names the node, if an arg-max or softmax stands in the network's middle, folding
  ///   leaves the range of Float, or nothing is left.
  public static func standard(_ graph: Graph) throws(ConversionError) -> Graph {
    var graph = graph
    for pass in all {
      var next = try pass.run(graph)
      next.history.append(PassRecord(name: pass.name, from: graph, to: next))
      graph = next
    }
    guard !graph.nodes.isEmpty else {
      throw .badData("the network '\(graph.name)' computes nothing; export the whole model")
    }
    return graph
  }
}
