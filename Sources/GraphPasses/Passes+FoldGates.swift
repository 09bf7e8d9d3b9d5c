import NetworkGraph

extension Passes {
  /// Lets a sum or product read one number for each channel where the file first repeats it for each pixel (Expand, or a Resize of one
  /// pixel), and one number for each pixel where the file repeats it for each channel.
  public static func foldGates(_ graph: Graph) -> Graph {
    var result = graph
    let producers = graph.producers
    for (index, node) in graph.nodes.enumerated() where node.operation == .add || node.operation == .multiply {
      guard graph.shapes[node.inputs[0]] == graph.shapes[node.inputs[1]] else { continue }
      for (place, value) in node.inputs.enumerated() {
        guard let before = producers[value], graph.nodes[before].spreads(graph.shapes[graph.nodes[before].inputs[0]])
        else { continue }
        result.nodes[index].inputs = [node.inputs[1 - place], graph.nodes[before].inputs[0]]
        break
      }
    }
    return removeDeadEnds(result)
  }
}

extension Node {
  /// Whether it repeats a number for each pixel or for each channel.
  fileprivate func spreads(_ input: Shape) -> Bool {
    switch operation {
    case .resize: input.planeCount == 1
    case .convolution(let convolution):
      input.channels == 1 && convolution.kernel.count == 1 && convolution.stride.count == 1
        && convolution.padding == Padding() && convolution.weights.allSatisfy { $0 == 1 }
        && convolution.bias.allSatisfy { $0 == 0 }
    default: false
    }
  }
}
