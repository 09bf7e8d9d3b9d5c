import NetworkGraph

/// The reader writes a new order of channels (a channel shuffle, BGR for RGB, a selection, zeros in between) as a 1x1 convolution of ones.
/// This pass makes it part of the convolutions before or after it, where it costs nothing.
extension Passes {
  public static func foldChannelOrders(_ graph: Graph) throws(ConversionError) -> Graph {
    var result = graph
    var index = 0
    // each order moves past all nodes at most once
    var left = 4 * graph.nodes.count + 16
    while index < result.nodes.count, left > 0 {
      guard let order = result.nodes[index].channelOrder else {
        index += 1
        continue
      }
      left -= 1
      if result.foldOrder(order, at: index) {
        result = removeDeadEnds(result)
      } else {
        index += 1
      }
    }
    return result
  }
}

/// For each output channel the input channel that it copies; nil: zeros.
private typealias ChannelOrder = [Int?]

extension Node {
  fileprivate var channelOrder: ChannelOrder? {
    guard case .convolution(let convolution) = operation, convolution.kernel.count == 1, convolution.stride.count == 1,
      convolution.groups == 1, convolution.padding == Padding(), convolution.weightScales == nil,
      convolution.bias.allSatisfy({ $0 == 0 })
    else { return nil }
    var order: ChannelOrder = []
    for o in 0..<convolution.outputChannels {
      let row = convolution.weights[o * convolution.inputChannels..<(o + 1) * convolution.inputChannels]
      let taken = row.indices.filter { row[$0] != 0 }
      guard taken.count <= 1, taken.allSatisfy({ row[$0] == 1 }) else { return nil }
      order.append(taken.first.map { $0 - row.startIndex })
    }
    // a convolution that copies no channel is no order
    return order.contains { $0 != nil } ? order : nil
  }
}

extension Graph {
  /// Folds the order of node `index` into a neighbour.
  /// - Returns: whether the graph changed: then nothing reads the node any more, or it stands further down.
  fileprivate mutating func foldOrder(_ order: ChannelOrder, at index: Int) -> Bool {
    let node = nodes[index]
    let (consumers, producers) = (consumers, producers)
    let (source, value) = (node.inputs[0], node.output)
    if let before = producers[source], consumers[source].count == 1, source != output,
      let gathered = nodes[before].operation.writing(order)
    {
      nodes[before].operation = gathered
      nodes[before].output = value
      nodes.remove(at: index)
      return true
    }
    var isChanged = false
    for reader in Set(consumers[value]).sorted() {
      guard let folded = nodes[reader].operation.reading(order, channels: shapes[source].channels) else { continue }
      nodes[reader].operation = folded
      nodes[reader].inputs = [source]
      isChanged = true
    }
    if isChanged { return true }
    // each channel must occur once and none may be zeros, because the next node could turn zeros into something else
    guard quantisations.isEmpty, consumers[value].count == 1, value != output, let reader = consumers[value].first,
      order.map({ $0 ?? -1 }).sorted() == Array(0..<shapes[source].channels),
      let moved = nodes[reader].operation.behind(order)
    else { return false }
    // the next node comes first now, and the order after it
    shapes.append(shapes[nodes[reader].output])
    valueNames.append(valueNames[nodes[reader].output] + ".ordered")
    let last = Node(
      name: node.name, operation: node.operation, inputs: [shapes.count - 1], output: nodes[reader].output)
    nodes[reader].operation = moved
    nodes[reader].inputs = [source]
    nodes[reader].output = shapes.count - 1
    nodes.insert(last, at: reader + 1)
    nodes.remove(at: index)
    return true
  }
}

extension Operation {
  /// The operation that writes its channels in this order, if that costs no more.
  fileprivate func writing(_ order: ChannelOrder) -> Operation? {
    switch self {
    case .convolution(var convolution) where convolution.groups == 1 && order.count <= convolution.outputChannels:
      let (old, count) = (convolution, convolution.weightsPerOutput)
      convolution.outputChannels = order.count
      convolution.weights = order.flatMap { source in
        source.map { Array(old.weights[$0 * count..<($0 + 1) * count]) } ?? [Float](repeating: 0, count: count)
      }
      convolution.bias = order.map { $0.map { old.bias[$0] } ?? 0 }
      convolution.weightScales = old.weightScales.map { scales in order.map { $0.map { scales[$0] } ?? 1 } }
      return .convolution(convolution)
    default: return nil
    }
  }

  /// The convolution that reads the order's input instead of its output.
  fileprivate func reading(_ order: ChannelOrder, channels: Int) -> Operation? {
    // where few of many channels are taken, a copy of them is cheaper
    guard channels <= max(order.count, 8) else { return nil }
    switch self {
    case .convolution(var convolution) where convolution.groups == 1:
      let (old, taps) = (convolution.weights, convolution.kernel.count)
      convolution.inputChannels = channels
      convolution.weights = [Float](repeating: 0, count: convolution.outputChannels * channels * taps)
      for o in 0..<convolution.outputChannels {
        for (i, source) in order.enumerated() {
          guard let source else { continue }
          for tap in 0..<taps {
            convolution.weights[(o * channels + source) * taps + tap] += old[(o * order.count + i) * taps + tap]
          }
        }
      }
      // sums leave the grid of a file that is quantised already
      if Set(order.compactMap { $0 }).count < order.compactMap({ $0 }).count { convolution.weightScales = nil }
      return .convolution(convolution)
    case .transposedConvolution(var convolution):
      let (old, count) = (convolution.weights, convolution.outputChannels * convolution.kernel.count)
      convolution.inputChannels = channels
      convolution.weights = [Float](repeating: 0, count: channels * count)
      for (i, source) in order.enumerated() {
        guard let source else { continue }
        for at in 0..<count { convolution.weights[source * count + at] += old[i * count + at] }
      }
      return .transposedConvolution(convolution)
    default: return nil
    }
  }

  /// The same operation on the channels before they are ordered; nil where it treats channels together. The order takes each channel once.
  fileprivate func behind(_ order: ChannelOrder) -> Operation? {
    func back<Number>(_ numbers: [Number]) -> [Number] {
      var result = numbers
      for (c, source) in order.enumerated() { if let source { result[source] = numbers[c] } }
      return result
    }
    switch self {
    case .affine(let affine): return .affine(Affine(scale: back(affine.scale), shift: back(affine.shift)))
    case .pointwise(.prelu(let slopes)): return .pointwise(.prelu(slopes: back(slopes)))
    case .convolution(var convolution) where convolution.isDepthwise:
      let taps = convolution.kernel.count
      let planes = (0..<convolution.outputChannels).map { Array(convolution.weights[$0 * taps..<($0 + 1) * taps]) }
      convolution.weights = back(planes).flatMap { $0 }
      convolution.bias = back(convolution.bias)
      return .convolution(convolution)
    case .leakyRelu, .pointwise, .maxPool, .averagePool, .globalAveragePool, .resize, .pad, .crop, .places: return self
    default: return nil
    }
  }
}

extension Graph {
  /// The same network for frames with red, green, blue if it was made for blue, green, red.
  public func readingReversedChannels() throws(ConversionError) -> Graph {
    guard input.channels == 3 || input.channels == 4 else {
      throw .badData("the network reads \(input.channels) channels, which have no order to be told")
    }
    var result = self
    let order = [2, 1, 0, 3].prefix(input.channels)
    let channels = input.channels
    let swap = Convolution(
      outputChannels: channels, inputChannels: channels, kernel: Extent(height: 1, width: 1),
      weights: order.flatMap { source in (0..<channels).map { $0 == source ? 1 : 0 } },
      bias: [Float](repeating: 0, count: channels))
    let value = try result.append("\(input.name).reversed", .convolution(swap), inputs: [0])
    let last = result.nodes.removeLast()
    for index in result.nodes.indices {
      result.nodes[index].inputs = result.nodes[index].inputs.map { $0 == 0 ? value : $0 }
    }
    result.nodes.insert(last, at: 0)
    result.isReversed = true
    return result
  }
}
