extension GraphBuilder {
  /// Whether a name stands for a constant: a plain one, or one behind a DequantizeLinear.
  func isConstant(_ name: String) -> Bool { isPlainConstant(name) || constantDequantiser(name) != nil }

  /// An initialiser, a Constant node, or either behind Identity nodes.
  func isPlainConstant(_ name: String) -> Bool { constant(name) != nil }

  /// A constant of the file, decoded.
  /// - Throws: `ConversionError` that names the node and the tensor.
  mutating func tensor(_ name: String, for node: ONNXNode) throws(ConversionError) -> ONNXTensor {
    if let tensor = tensors[name] { return tensor }
    if let index = constantDequantiser(name) {
      let tensor = try dequantised(by: index)
      tensors[name] = tensor
      return tensor
    }
    guard let proto = constant(name) else {
      throw node.error("computes '\(name)' at run time; only constant weights are supported (export in eval mode)")
    }
    let tensor = try ONNXTensor(proto, name: name, node: node)
    tensors[name] = tensor
    return tensor
  }

  /// One number for each of `count` channels.
  mutating func vector(_ name: String, count: Int, for node: ONNXNode) throws(ConversionError) -> [Float] {
    let tensor = try tensor(name, for: node)
    guard tensor.floats.count == count, tensor.dims.count == 1 else {
      throw node.error("tensor '\(name)' has the sizes \(tensor.dims.prefix(8)); \(count) numbers are needed")
    }
    return tensor.floats
  }

  /// Counts the numbers that an operation of the graph will hold.
  mutating func keep(_ count: Int, for node: ONNXNode) throws(ConversionError) {
    numbersKept += count
    guard numbersKept <= Shape.largestElementCount else {
      throw node.error(
        "brings the weights to more than \(Shape.largestElementCount) numbers; a smaller network is needed")
    }
  }

  private func constant(_ name: String) -> ONNX_TensorProto? {
    var name = name
    // As many steps as nodes: a chain that runs in a circle ends.
    for _ in 0...model.graph.node.count {
      if let index = initialisers[name] { return model.graph.initializer[index] }
      guard let writer = writers[name] else { return nil }
      let node = model.graph.node[writer]
      switch node.opType {
      case "Constant": return constant(of: node)
      case "Identity":
        guard let input = node.input.first else { return nil }
        name = input
      default: return nil
      }
    }
    return nil
  }

  /// The value of a Constant node, in whichever of the standard's attributes it stands.
  private func constant(of node: ONNX_NodeProto) -> ONNX_TensorProto? {
    guard let attribute = node.attribute.first else { return nil }
    var tensor = ONNX_TensorProto()
    switch attribute.name {
    case "value": return attribute.t
    case "value_float", "value_floats":
      tensor.floatData = attribute.name == "value_float" ? [attribute.f] : attribute.floats
      tensor.dims = attribute.name == "value_float" ? [] : [Int64(attribute.floats.count)]
      tensor.dataType = Int32(ONNX_TensorProto.DataType.float.rawValue)
    case "value_int", "value_ints":
      tensor.int64Data = attribute.name == "value_int" ? [attribute.i] : attribute.ints
      tensor.dims = attribute.name == "value_int" ? [] : [Int64(attribute.ints.count)]
      tensor.dataType = Int32(ONNX_TensorProto.DataType.int64.rawValue)
    default: return nil
    }
    return tensor
  }
}
