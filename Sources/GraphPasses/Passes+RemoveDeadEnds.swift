import NetworkGraph

extension Passes {
  /// Removes the nodes that the output does not need.
  public static func removeDeadEnds(_ graph: Graph) -> Graph {
    var needed = [Bool](repeating: false, count: graph.shapes.count)
    needed[graph.output] = true
    var result = graph
    result.nodes = []
    for node in graph.nodes.reversed() where needed[node.output] {
      for value in node.inputs { needed[value] = true }
      result.nodes.append(node)
    }
    result.nodes.reverse()
    return result
  }
}
