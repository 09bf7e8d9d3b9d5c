extension GraphBuilder {
  mutating func addSoftmax(_ node: ONNXNode, _ end: ClassifierEnd) throws(ConversionError) {
    let axis = try node.int("axis", default: opset >= 13 ? -1 : 1)
    let name = try node.input(0)
    if let source = transposed[name], axis == 3 || axis == -1, source.order[3] == 1,
      let output = node.proto.output.first
    {
      let value = try append(.classifierEnd(end), node, inputs: [source.value])
      values[output] = nil
      transposed[output] = (value, source.order)
      return
    }
    guard axis == 1 || axis == -3 else {
      throw node.error("attribute axis = \(axis) is not supported; supported is axis = 1, the channels")
    }
    try append(.classifierEnd(end), node)
  }

  mutating func addArgMax(_ node: ONNXNode) throws(ConversionError) {
    let axis = try node.int("axis", default: 0)
    guard axis == 1 || axis == -3 else {
      throw node.error("attribute axis = \(axis) is not supported; supported is axis = 1, the channels")
    }
    try node.require("select_last_index", 0, default: 0)
    let value = try append(.classifierEnd(.argMax), node)
    classIndices[value] = .some(try node.int("keepdims", default: 1) == 0 ? 3 : 4)
  }

  /// A Transpose of class indices is allowed where it keeps their order; one of a value is remembered for the Softmax
  /// between two of them that exporters wrote before operator set 13.
  mutating func addTranspose(_ node: ONNXNode) throws(ConversionError) {
    let order = try node.ints("perm") ?? []
    let name = try node.input(0)
    if let source = transposed[name] {
      guard order.count == 4, let output = node.proto.output.first,
        order.map({ source.order.indices.contains($0) ? source.order[$0] : -1 }) == [0, 1, 2, 3]
      else { throw notSupported(node) }
      values[output] = source.value
      return
    }
    let value = try firstValue(of: node)
    if case .some(let rank) = classIndices[value] {
      guard let rank, order.sorted() == Array(0..<rank), let row = order.firstIndex(of: rank - 2),
        let column = order.firstIndex(of: rank - 1), row < column
      else { throw node.error("turns rows and columns of the mask; export the logits instead") }
      // The order of rows and columns is all that matters behind it, not the rank's other axes.
      try addRearrangement(node)
      return
    }
    guard order.sorted() == [0, 1, 2, 3], let output = node.proto.output.first, !output.isEmpty else {
      throw notSupported(node)
    }
    transposed[output] = (value, order)
  }

  /// Cast, Squeeze, Unsqueeze and Reshape of class indices: the mask's pixels keep their order.
  mutating func addRearrangement(_ node: ONNXNode) throws(ConversionError) {
    guard let name = node.optionalInput(0), let input = values[name], let rank = classIndices[input] else {
      throw notSupported(node)
    }
    let value = try append(.classifierEnd(.rearranged), node)
    classIndices[value] = .some(node.type == "Cast" ? rank : nil)
  }
}
