import NetworkGraph

extension GraphBuilder {
  /// Whether a name stands for a constant: an initialiser, a Constant node, or a result computed from these.
  func isConstant(_ name: String) -> Bool {
    tensors[name] != nil || constants[name] != nil || initialisers[name] != nil
  }

  /// A constant, decoded.
  /// - Parameter finite: whether every number must be finite.
  /// - Throws: `ConversionError` that names the node and the tensor.
  mutating func tensor(
    _ name: String, for node: ONNXNode, finite: Bool = true
  ) throws(ConversionError) -> ONNXTensor {
    let tensor = try decoded(name, for: node)
    if finite, let bad = tensor.floats.firstIndex(where: { !$0.isFinite }) {
      throw node.error(
        "tensor '\(name)' holds \(tensor.floats[bad]) at \(bad); the training went wrong, or the file is damaged")
    }
    return tensor
  }

  private mutating func decoded(_ name: String, for node: ONNXNode) throws(ConversionError) -> ONNXTensor {
    if let tensor = tensors[name] { return tensor }
    guard let proto = constants[name] ?? initialisers[name].map({ model.graph.initializer[$0] }) else {
      throw node.error("computes '\(name)' at run time; only constant weights are supported (export in eval mode)")
    }
    let tensor = try ONNXTensor(proto, name: name, node: node, folder: folder)
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

  /// Whole numbers: sizes, axes, pads.
  mutating func integers(_ name: String, for node: ONNXNode) throws(ConversionError) -> [Int] {
    let tensor = try tensor(name, for: node)
    if let integers = tensor.integers { return integers }
    return try tensor.floats.map { number throws(ConversionError) in
      guard let integer = Int(exactly: number) else {
        throw node.error("tensor '\(name)' holds \(number); whole numbers are needed")
      }
      return integer
    }
  }

  /// Adds to the count of numbers that the graph's operations hold, and checks it.
  mutating func keep(_ count: Int, for node: ONNXNode) throws(ConversionError) {
    numbersKept += count
    guard numbersKept <= Shape.largestElementCount else {
      throw node.error(
        "brings the weights to more than \(Shape.largestElementCount) numbers; a smaller network is needed")
    }
  }

  /// Keeps the value of a Constant node, which may be in any of the standard's attributes. It is decoded when it is read.
  mutating func addConstant(_ node: ONNXNode) throws(ConversionError) {
    guard let attribute = node.proto.attribute.first, let name = node.proto.output.first else {
      throw node.error("has no value; the file is damaged")
    }
    var tensor = ONNX_TensorProto()
    switch attribute.name {
    case "value": tensor = attribute.t
    case "value_float", "value_floats":
      tensor.floatData = attribute.name == "value_float" ? [attribute.f] : attribute.floats
      tensor.dims = attribute.name == "value_float" ? [] : [Int64(attribute.floats.count)]
      tensor.dataType = Int32(ONNX_TensorProto.DataType.float.rawValue)
    case "value_int", "value_ints":
      tensor.int64Data = attribute.name == "value_int" ? [attribute.i] : attribute.ints
      tensor.dims = attribute.name == "value_int" ? [] : [Int64(attribute.ints.count)]
      tensor.dataType = Int32(ONNX_TensorProto.DataType.int64.rawValue)
    default: throw node.error("holds a \(attribute.name), which is not supported; supported are numbers")
    }
    constants[name] = tensor
  }
}
