/// Operators on quantised tensors (QLinearConv and others, ONNX Runtime's QOperator format), rewritten as DequantizeLinear, the operator
/// in float, and QuantizeLinear.
extension ONNX_ModelProto {
  var withoutQuantisedOperators: ONNX_ModelProto {
    guard graph.node.contains(where: { $0.opType.hasPrefix("QLinear") }) else { return self }
    var result = self
    result.graph.node = []
    for node in graph.node { result.graph.node += node.plain }
    return result
  }
}

extension ONNX_NodeProto {
  /// Where a quantised tensor, its scale and its zero point are among the inputs.
  private typealias Operand = (tensor: Int, scale: Int, zero: Int)

  fileprivate var plain: [ONNX_NodeProto] {
    let type = String(opType.dropFirst("QLinear".count))
    switch opType {
    case "QLinearConv":
      guard input.count >= 8 else { return [self] }
      return plain("Conv", [(0, 1, 2), (3, 4, 5)], result: (6, 7), bias: input.count > 8 ? 8 : nil)
    case "QLinearMatMul": return input.count == 8 ? plain(type, [(0, 1, 2), (3, 4, 5)], result: (6, 7)) : [self]
    case "QLinearAdd", "QLinearMul":
      return input.count == 8 ? plain(type, [(0, 1, 2), (3, 4, 5)], result: (6, 7)) : [self]
    case "QLinearSigmoid", "QLinearLeakyRelu", "QLinearAveragePool", "QLinearGlobalAveragePool", "QLinearSoftmax":
      return input.count == 5 ? plain(type, [(0, 1, 2)], result: (3, 4)) : [self]
    case "QLinearConcat":
      guard input.count >= 5, input.count % 3 == 2 else { return [self] }
      return plain(type, stride(from: 2, to: input.count, by: 3).map { ($0, $0 + 1, $0 + 2) }, result: (0, 1))
    default: return [self]
    }
  }

  private func plain(
    _ type: String, _ operands: [Operand], result: (scale: Int, zero: Int), bias: Int? = nil
  ) -> [ONNX_NodeProto] {
    var nodes: [ONNX_NodeProto] = []
    let stem = output.first ?? name
    func make(_ type: String, _ inputs: [String], _ part: String, axis: Int64? = nil) -> String {
      var node = ONNX_NodeProto()
      (node.opType, node.input, node.output) = (type, inputs, ["\(stem).\(part)"])
      node.name = "\(name.isEmpty ? stem : name).\(part)"
      if let axis {
        var attribute = ONNX_AttributeProto()
        (attribute.name, attribute.type, attribute.i) = ("axis", .int, axis)
        node.attribute = [attribute]
      }
      nodes.append(node)
      return node.output[0]
    }
    var core = self
    (core.opType, core.domain) = (type, "")
    core.input = operands.enumerated().map { index, operand in
      // the weights of a convolution have one scale for each output channel
      make(
        "DequantizeLinear", [input[operand.tensor], input[operand.scale], input[operand.zero]], "real\(index)",
        axis: type == "Conv" && index == 1 ? 0 : nil)
    }
    if let bias {
      let scale = make("Mul", [input[operands[0].scale], input[operands[1].scale]], "biasScale")
      core.input.append(make("DequantizeLinear", [input[bias], scale], "bias", axis: 0))
    }
    core.output = ["\(stem).float"]
    core.attribute = attribute.filter { $0.name != "channels_last" }
    nodes.append(core)
    var last = ONNX_NodeProto()
    (last.opType, last.name, last.output) = ("QuantizeLinear", "\(name.isEmpty ? stem : name).rounded", output)
    last.input = [core.output[0], input[result.scale], input[result.zero]]
    return nodes + [last]
  }
}
