extension Passes {
  /// Gives an output of one channel, the logit x of a binary network, a second one before it that is always 0: the arg-max
  /// of (0, x) is x > 0, the threshold of one half behind a sigmoid. So whatever takes an arg-max takes binary networks.
  public static func widenBinaryHead(_ graph: Graph) throws(ConversionError) -> Graph {
    guard graph.shapes[graph.output].channels == 1, !graph.nodes.isEmpty else { return graph }
    var result = graph
    let (consumers, producers) = (graph.consumers, graph.producers)
    // What treats each channel alone may stand behind the convolution that makes them.
    var (value, behind) = (graph.output, [Int]())
    while let index = producers[value], consumers[value].isEmpty || value != graph.output && consumers[value].count == 1
    {
      switch graph.nodes[index].operation {
      case .resize, .crop, .averagePool, .globalAveragePool:
        behind.append(value)
        value = graph.nodes[index].inputs[0]
        continue
      case .convolution(let convolution):
        result.nodes[index].operation = .convolution(convolution.behindZero)
        for widened in behind + [value] { result.shapes[widened].channels = 2 }
        return result
      default: break
      }
      break
    }
    let both = Convolution(
      outputChannels: 2, inputChannels: 1, kernel: Extent(height: 1, width: 1), weights: [0, 1], bias: [0, 0])
    result.output = try result.append("binary head", .convolution(both), inputs: [graph.output])
    return result
  }
}

extension Convolution {
  /// This convolution of one output channel with another before it that is always 0.
  fileprivate var behindZero: Convolution {
    var result = self
    result.outputChannels = 2
    result.weights = [Float](repeating: 0, count: weights.count) + weights
    result.bias = [0] + bias
    result.weightSteps = weightSteps.map { $0 + $0 }
    return result
  }
}
