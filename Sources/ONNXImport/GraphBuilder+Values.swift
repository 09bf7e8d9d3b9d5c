import NetworkGraph

extension GraphBuilder {
  /// The value with which a node computes.
  /// - Throws: `ConversionError` that names the node, if the name stands for a constant, class indices or nothing.
  func fileValue(_ name: String, for node: ONNXNode) throws(ConversionError) -> FileValue {
    let value = try fileValue(name, readBy: "node '\(node.name)' (\(node.type))")
    if value.isClassIndices {
      throw node.error("computes with the class indices of an ArgMax; export the logits instead")
    }
    return value
  }

  func fileValue(_ name: String, readBy reader: String) throws(ConversionError) -> FileValue {
    if let value = values[name] { return value }
    if isConstant(name) {
      throw .badData("\(reader) reads '\(name)', which is a constant; a value computed from the frame is needed")
    }
    if let writer = writers[name].map({ ONNXNode(model.graph.node[$0]) }) {
      guard writer.type == "MaxPool" else {
        throw .badData(
          "\(reader) reads '\(name)' of node '\(writer.name)' (\(writer.type)), which is no float value of one frame")
      }
      throw .badData(
        "\(reader) reads the places of the largest values of node '\(writer.name)' (MaxPool), as max-unpooling (SegNet, "
          + "ENet) does, which is not supported; train with a ConvTranspose or a Resize in its place")
    }
    throw .badData("\(reader) reads '\(name)', which nothing writes; the file is damaged")
  }

  /// A value whose axes are batch, channels, height and width.
  func planes(_ name: String, for node: ONNXNode) throws(ConversionError) -> Int {
    let value = try fileValue(name, for: node)
    guard let axes = value.axes, graph.shapes[value.id].fits(axes, FileValue.planes) else {
      throw node.error(
        "reads '\(name)' with the axes \(described(value)); supported are N, C, H, W, the order of PyTorch")
    }
    return value.id
  }

  /// The same, for a node's first input.
  func firstPlanes(of node: ONNXNode) throws(ConversionError) -> Int { try planes(try node.input(0), for: node) }

  func firstValue(of node: ONNXNode) throws(ConversionError) -> FileValue {
    try fileValue(try node.input(0), for: node)
  }

  /// The sizes of a value as the file has them.
  func sizes(of value: FileValue) -> [Int]? { value.axes?.map { graph.shapes[value.id].size(of: $0) } }

  /// A value's axes and sizes for messages: N=1, C=3, ...
  func described(_ value: FileValue) -> String {
    guard let axes = value.axes else { return "unknown" }
    return axes.map { "\($0.rawValue)=\(graph.shapes[value.id].size(of: $0))" }.joined(separator: ",")
  }

  /// The axis that a number in an attribute or input means; negative numbers count from the end.
  func axis(_ number: Int, of value: FileValue, for node: ONNXNode) throws(ConversionError) -> (index: Int, axis: Axis)
  {
    guard let axes = value.axes, -axes.count..<axes.count ~= number else {
      throw node.error("names the axis \(number) of a value with the axes \(described(value))")
    }
    let index = number < 0 ? number + axes.count : number
    return (index, axes[index])
  }

  /// Appends an operation that reads the node's first input, or the given ones, and writes its first output.
  /// - Parameter axes: the axes of the result; by default the order of convolutions.
  @discardableResult
  mutating func append(
    _ operation: Operation, _ node: ONNXNode, inputs: [Int]? = nil, axes: [Axis] = FileValue.planes, output: Int = 0
  ) throws(ConversionError) -> Int {
    let reading: [Int]
    if let inputs { reading = inputs } else { reading = [try firstPlanes(of: node)] }
    guard node.proto.output.indices.contains(output), !node.proto.output[output].isEmpty else {
      throw node.error("writes nothing")
    }
    let name = node.proto.output[output]
    let value = try graph.append(node.name, operation, inputs: reading)
    graph.valueNames[value] = name
    values[name] = FileValue(id: value, axes: axes)
    return value
  }

  /// Appends an operation on each element or channel alone; the axes stay the same.
  mutating func appendEach(_ operation: Operation, _ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    try append(operation, node, inputs: [input.id], axes: input.axes ?? [])
  }

  /// Makes the node's first output another name for an existing value, perhaps with other axes.
  mutating func alias(_ value: FileValue, _ node: ONNXNode) throws(ConversionError) {
    guard let name = node.proto.output.first, !name.isEmpty else { throw node.error("writes nothing") }
    values[name] = value
  }
}
