import NetworkGraph

extension Passes {
  /// Replaces one of two classes of a softmax (`softmax[:, 1]`) by the sigmoid of the difference of their logits: a binary network.
  public static func foldForeground(_ graph: Graph) throws(ConversionError) -> Graph {
    var result = graph
    let (consumers, producers) = (graph.consumers, graph.producers)
    for node in graph.nodes {
      guard case .sliceChannels(let taken) = node.operation, taken.count == 1, let before = producers[node.inputs[0]],
        graph.nodes[before].operation == .classifierEnd(.softmax)
      else { continue }
      let logits = graph.nodes[before].inputs[0]
      let classes = graph.shapes[logits].channels
      guard classes == 2 else {
        throw node.error(
          "takes the share of class \(taken.lowerBound) of \(classes), and whether that is above one half the logits do not "
            + "tell alone; --output-name '\(graph.valueNames[logits])' reads all \(classes) classes, and "
            + "'catseye run --classes' makes a mask of one")
      }
      let signs: [Float] = taken.lowerBound == 1 ? [-1, 1] : [1, -1]
      var (source, operation) = (
        logits,
        Convolution(
          outputChannels: 1, inputChannels: 2, kernel: Extent(height: 1, width: 1), weights: signs, bias: [0])
      )
      if let writer = producers[logits], consumers[logits].count == 1,
        case .convolution(let convolution) = graph.nodes[writer].operation, convolution.groups == 1
      {
        (source, operation) = (graph.nodes[writer].inputs[0], convolution.difference(signs))
      }
      let value = try result.append(node.name + ".difference", .convolution(operation), inputs: [source])
      let added = result.nodes.removeLast()
      guard let index = result.nodes.firstIndex(where: { $0.output == node.output }) else { continue }
      result.nodes[index].operation = .pointwise(.sigmoid)
      result.nodes[index].inputs = [value]
      result.nodes.insert(added, at: index)
    }
    return removeDeadEnds(result)
  }
}

extension Convolution {
  /// The sum of two output channels with these signs.
  fileprivate func difference(_ signs: [Float]) -> Convolution {
    var result = self
    let count = weightsPerOutput
    result.outputChannels = 1
    result.weights = (0..<count).map { signs[0] * weights[$0] + signs[1] * weights[count + $0] }
    result.bias = [signs[0] * bias[0] + signs[1] * bias[1]]
    result.weightScales = nil
    return result
  }
}
