extension Passes {
  /// Lets a sum or product read one number for each channel where the file writes it out for each pixel first (Expand, or a
  /// Resize of one pixel).
  public static func foldGates(_ graph: Graph) -> Graph {
    var result = graph
    let producers = graph.producers
    for (index, node) in graph.nodes.enumerated() where node.operation == .add || node.operation == .multiply {
      guard graph.shapes[node.inputs[0]] == graph.shapes[node.inputs[1]] else { continue }
      for (place, value) in node.inputs.enumerated() {
        guard let before = producers[value], case .resize = graph.nodes[before].operation,
          graph.shapes[graph.nodes[before].inputs[0]].planeCount == 1
        else { continue }
        result.nodes[index].inputs = [node.inputs[1 - place], graph.nodes[before].inputs[0]]
        break
      }
    }
    return removeDeadEnds(result)
  }
}
