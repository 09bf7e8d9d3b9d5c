extension GraphBuilder {
  static let supported = [
    "Add", "ArgMax", "BatchNormalization", "Concat", "Constant", "Conv", "ConvTranspose", "DequantizeLinear", "Div",
    "Dropout", "Identity", "LeakyRelu", "LogSoftmax", "MaxPool", "Mul", "QuantizeLinear", "Relu", "Softmax", "Sub",
  ]

  /// Adds what one node of the file computes to the graph.
  mutating func add(_ node: ONNXNode) throws(ConversionError) {
    switch node.type {
    case "Conv": try addConvolution(node)
    case "ConvTranspose": try addTransposedConvolution(node)
    case "BatchNormalization": try addNormalisation(node)
    case "Add", "Sub", "Mul", "Div": try addArithmetic(node)
    case "Relu": try append(.leakyRelu(slope: 0), node)
    case "LeakyRelu": try append(.leakyRelu(slope: try node.float("alpha", default: 0.01)), node)
    case "MaxPool": try addMaxPool(node)
    case "Concat": try addConcat(node)
    case "Identity": try append(.identity, node)
    case "QuantizeLinear", "DequantizeLinear": try addQuantisation(node)
    case "Dropout": try addDropout(node)
    case "Softmax": try addSoftmax(node, .softmax)
    case "LogSoftmax": try addSoftmax(node, .logSoftmax)
    case "ArgMax": try addArgMax(node)
    case "Transpose": try addTranspose(node)
    case "Cast", "Squeeze", "Unsqueeze", "Reshape": try addRearrangement(node)
    default: throw notSupported(node)
    }
  }

  func notSupported(_ node: ONNXNode) -> ConversionError {
    node.error("operator not supported; supported are \(GraphBuilder.supported.joined(separator: ", "))")
  }

  /// Appends an operation that reads the node's first input, or the given ones, and writes its first output.
  @discardableResult
  mutating func append(
    _ operation: Operation, _ node: ONNXNode, inputs: [Int]? = nil
  ) throws(ConversionError) -> Int {
    let reading: [Int]
    if let inputs { reading = inputs } else { reading = [try firstValue(of: node)] }
    guard let name = node.proto.output.first, !name.isEmpty else { throw node.error("writes nothing") }
    let value = try graph.append(node.name, operation, inputs: reading)
    graph.valueNames[value] = name
    values[name] = value
    return value
  }

  /// The value id of a node's first input.
  func firstValue(of node: ONNXNode) throws(ConversionError) -> Int {
    try value(try node.input(0), for: node)
  }

  /// The id of a value that a node computes with.
  func value(_ name: String, for node: ONNXNode) throws(ConversionError) -> Int {
    let value = try value(name, readBy: "node '\(node.name)' (\(node.type))")
    let rearranging = ["Cast", "Squeeze", "Unsqueeze", "Reshape", "Transpose", "Identity"]
    if classIndices[value] != nil, !rearranging.contains(node.type) {
      throw node.error("computes with the class indices of an ArgMax; export the logits instead")
    }
    return value
  }

  private mutating func addConcat(_ node: ONNXNode) throws(ConversionError) {
    let axis = try node.int("axis", default: 1)
    guard axis == 1 || axis == -3 else {
      throw node.error("attribute axis = \(axis) is not supported; supported is axis = 1, the channels")
    }
    var inputs: [Int] = []
    for name in node.proto.input {
      inputs.append(try value(name, for: node))
    }
    try append(inputs.count == 1 ? .identity : .concat, node, inputs: inputs)
  }

  private mutating func addDropout(_ node: ONNXNode) throws(ConversionError) {
    if let name = node.optionalInput(2) {
      guard try tensor(name, for: node).floats.allSatisfy({ $0 == 0 }) else {
        throw node.error("is in training mode; export after model.eval()")
      }
    }
    try append(.identity, node)
  }
}
