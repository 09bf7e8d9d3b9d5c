import NetworkGraph

extension Passes {
  /// Moves a concatenation after operations that treat each channel alone, where the engine gains by it. A depthwise convolution reads one
  /// tensor, so the parts would have to be copied into one before it. And an operation becomes part of the convolution before it only if
  /// nothing is between them.
  ///
  ///     f(concat(a, b)) = concat(f of a's channels (a), f of b's channels (b))
  public static func sinkConcatenations(_ graph: Graph) -> Graph {
    // the parts of a value in a quantised file have no grids of their own
    guard graph.quantisations.isEmpty else { return graph }
    var result = graph
    while let next = result.withOneConcatenationSunk() { result = next }
    return result
  }
}

extension Graph {
  fileprivate func withOneConcatenationSunk() -> Graph? {
    let (consumers, producers) = (consumers, producers)
    for (index, concat) in nodes.enumerated() where concat.operation == .concat {
      guard let reader = onlyReader(of: concat.output, consumers),
        leadsToDepthwise(reader, consumers)
          || nodes[reader].operation.isActivation && concat.inputs.allSatisfy({ isConvolved($0, consumers, producers) })
      else { continue }
      if let sunk = sinking(index, behind: reader) { return sunk }
    }
    return nil
  }

  private func onlyReader(of value: Int, _ consumers: [[Int]]) -> Int? {
    value != output && consumers[value].count == 1 ? consumers[value][0] : nil
  }

  /// Whether it is a depthwise convolution, or resizes a map for one.
  private func leadsToDepthwise(_ index: Int, _ consumers: [[Int]]) -> Bool {
    switch nodes[index].operation {
    case .convolution(let convolution): convolution.isDepthwise
    case .resize, .maxPool, .averagePool, .pad, .crop:
      onlyReader(of: nodes[index].output, consumers).map { leadsToDepthwise($0, consumers) } ?? false
    default: false
    }
  }

  /// Whether a convolution writes the value, and nothing else reads it.
  private func isConvolved(_ value: Int, _ consumers: [[Int]], _ producers: [Int?]) -> Bool {
    guard onlyReader(of: value, consumers) != nil, let producer = producers[value] else { return false }
    return switch nodes[producer].operation {
    case .convolution, .transposedConvolution: true
    default: nodes[producer].operation.isActivation && isConvolved(nodes[producer].inputs[0], consumers, producers)
    }
  }

  /// The graph with the concatenation after its reader; nil where a part cannot be computed alone.
  private func sinking(_ concat: Int, behind reader: Int) -> Graph? {
    let node = nodes[reader]
    var (result, parts, first) = (self, [Node](), 0)
    for (number, input) in nodes[concat].inputs.enumerated() {
      let channels = first..<first + shapes[input].channels
      first = channels.upperBound
      guard let operation = node.operation.restricted(to: channels) else { return nil }
      var shape = shapes[node.output]
      shape.channels = channels.count
      parts.append(
        Node(name: "\(node.name).\(number)", operation: operation, inputs: [input], output: result.shapes.count))
      result.shapes.append(shape)
      result.valueNames.append("\(valueNames[node.output]).\(number)")
    }
    let joined = Node(
      name: nodes[concat].name, operation: .concat, inputs: parts.map(\.output), output: node.output)
    result.nodes.replaceSubrange(reader...reader, with: parts + [joined])
    result.nodes.remove(at: concat)
    return result
  }
}

extension Operation {
  fileprivate var isActivation: Bool {
    switch self {
    case .affine, .leakyRelu, .pointwise: true
    default: false
    }
  }

  /// The operation on some of its channels; nil where channels are not computed alone.
  fileprivate func restricted(to channels: Range<Int>) -> Operation? {
    switch self {
    case .convolution(let convolution): convolution.restricted(to: channels).map { .convolution($0) }
    case .affine(let affine):
      .affine(Affine(scale: Array(affine.scale[channels]), shift: Array(affine.shift[channels])))
    case .pointwise(.prelu(let slopes)): .pointwise(.prelu(slopes: Array(slopes[channels])))
    case .leakyRelu, .pointwise, .resize, .maxPool, .averagePool, .pad, .crop: self
    default: nil
    }
  }
}

extension Convolution {
  /// The depthwise convolution of these channels; nil for one channel, which is a dense convolution.
  fileprivate func restricted(to channels: Range<Int>) -> Convolution? {
    guard isDepthwise, channels.count > 1 else { return nil }
    var part = self
    (part.groups, part.inputChannels, part.outputChannels) = (channels.count, channels.count, channels.count)
    part.weights = Array(weights[channels.lowerBound * kernel.count..<channels.upperBound * kernel.count])
    part.bias = Array(bias[channels])
    part.weightScales = weightScales.map { Array($0[channels]) }
    return part
  }
}
