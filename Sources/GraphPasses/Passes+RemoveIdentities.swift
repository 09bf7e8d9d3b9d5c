import NetworkGraph

extension Passes {
  /// Lets the readers of an identity (Identity, Dropout at inference, QuantizeLinear) read its input instead. If the file states a grid for
  /// the identity's value, its input gets that grid.
  public static func removeIdentities(_ graph: Graph) -> Graph {
    var result = graph
    var source = Array(graph.shapes.indices)
    result.nodes = []
    for var node in graph.nodes {
      node.inputs = node.inputs.map { source[$0] }
      if node.operation == .identity {
        source[node.output] = node.inputs[0]
        if let stated = graph.quantisations[node.output] {
          result.quantisations[node.output] = nil
          result.quantisations[node.inputs[0]] = stated
        }
      } else {
        result.nodes.append(node)
      }
    }
    result.output = source[graph.output]
    return result
  }
}
