import NetworkGraph

extension Passes {
  /// Gives an output of one channel, the logit x of a binary network, a second channel before it that is always 0. The arg-max of (0, x) is
  /// x > 0, which is the threshold of one half after a sigmoid. So code that takes an arg-max takes binary networks, and multi-label ones
  /// too: "none" comes before their classes, and the arg-max of (0, x, y ...) is "none" where no class is above 0.
  public static func widenBinaryHead(_ graph: Graph) throws(ConversionError) -> Graph {
    let channels = graph.shapes[graph.output].channels
    guard channels == 1 || graph.multilabel == true, !graph.nodes.isEmpty else { return graph }
    var result = graph
    let (consumers, producers) = (graph.consumers, graph.producers)
    // operations that treat each channel alone may follow the convolution which makes the channels
    var (value, behind) = (graph.output, [Int]())
    while let index = producers[value], consumers[value].isEmpty || value != graph.output && consumers[value].count == 1
    {
      switch graph.nodes[index].operation {
      case .resize, .crop, .averagePool, .globalAveragePool:
        behind.append(value)
        value = graph.nodes[index].inputs[0]
        continue
      case .convolution(let convolution) where convolution.groups == 1:
        result.nodes[index].operation = .convolution(convolution.behindZero)
        for widened in behind + [value] { result.shapes[widened].channels += 1 }
        return result
      default: break
      }
      break
    }
    var identity = [Float](repeating: 0, count: channels * channels)
    for channel in 0..<channels { identity[channel * channels + channel] = 1 }
    let copy = Convolution(
      outputChannels: channels, inputChannels: channels, kernel: Extent(height: 1, width: 1), weights: identity,
      bias: [Float](repeating: 0, count: channels))
    result.output = try result.append("binary head", .convolution(copy.behindZero), inputs: [graph.output])
    return result
  }
}

extension Convolution {
  /// This convolution with another output channel before its own, which is always 0.
  fileprivate var behindZero: Convolution {
    var result = self
    result.outputChannels += 1
    result.weights = [Float](repeating: 0, count: weightsPerOutput) + weights
    result.bias = [0] + bias
    result.weightScales = weightScales.map { $0.prefix(1) + $0 }
    return result
  }
}
