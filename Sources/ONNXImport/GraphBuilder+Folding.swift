import NetworkGraph

/// Constant folding: nodes that read only constants are computed while the file is read. Exporters compute shapes in such nodes, and
/// the frame's size is fixed.
extension GraphBuilder {
  /// Computes a node if its inputs are all constants, or if it asks for a value's sizes.
  /// - Returns: whether it did.
  mutating func foldIfConstant(_ node: ONNXNode) throws(ConversionError) -> Bool {
    if node.type == "Constant" {
      try addConstant(node)
      return true
    }
    let names = node.proto.input.filter { !$0.isEmpty }
    if ["Shape", "Size"].contains(node.type), let name = names.first, let value = values[name] {
      guard let sizes = sizes(of: value) else { throw node.error("asks for the shape of rearranged class indices") }
      try fold(node, ConstantFolder.shape(sizes, node))
      return true
    }
    guard !names.isEmpty, names.allSatisfy(isConstant) else { return false }
    if node.type == "DequantizeLinear" || node.type == "QuantizeLinear" {
      try fold(node, [try node.type == "QuantizeLinear" ? quantisedConstant(node) : dequantisedConstant(node)])
      return true
    }
    var inputs: [ONNXTensor?] = []
    for place in node.proto.input.indices {
      let name = node.optionalInput(place)
      inputs.append(try name.map { name throws(ConversionError) in try tensor(name, for: node, finite: false) })
    }
    try fold(node, try ConstantFolder(node: node, opset: opset, inputs: inputs).outputs())
    return true
  }

  private mutating func fold(_ node: ONNXNode, _ outputs: [ONNXTensor]) throws(ConversionError) {
    for (name, tensor) in zip(node.proto.output, outputs) where !name.isEmpty {
      try keep(tensor.floats.count, for: node)
      tensors[name] = tensor
    }
    folded[node.type, default: 0] += 1
  }
}
