import Foundation
import NetworkGraph

/// Operators of sets before 11, rewritten as later sets have them: attributes become constant inputs.
extension GraphBuilder {
  mutating func modernised(_ node: ONNXNode) throws(ConversionError) -> ONNXNode {
    guard opset < 11 else { return node }
    switch node.type {
    case "Pad":
      guard let pads = try node.ints("pads") else { return node }
      let value = try node.float("value", default: 0)
      return withInputs(node, [ONNXTensor(dims: [pads.count], integers: pads), ONNXTensor(dims: [], floats: [value])])
    case "Slice":
      guard let starts = try node.ints("starts"), let ends = try node.ints("ends") else { return node }
      let axes = try node.ints("axes") ?? Array(starts.indices)
      return withInputs(node, [starts, ends, axes].map { ONNXTensor(dims: [$0.count], integers: $0) })
    case "Clip":
      guard node.proto.input.count == 1 else { return node }
      let low = try node.float("min", default: -.greatestFiniteMagnitude)
      let high = try node.float("max", default: .greatestFiniteMagnitude)
      return withInputs(
        node,
        [low == -.greatestFiniteMagnitude ? -.infinity : low, high == .greatestFiniteMagnitude ? .infinity : high]
          .map { ONNXTensor(dims: [], floats: [$0]) })
    case "Resize", "Upsample": return try resized(node)
    default: return node
    }
  }

  /// Upsample, and the first Resize: scales are the second input or an attribute, and places are `asymmetric`.
  private mutating func resized(_ node: ONNXNode) throws(ConversionError) -> ONNXNode {
    let mode = try node.string("mode", default: "nearest")
    var made = node
    if let scales = try node.floats("scales") {
      made = withInputs(node, [ONNXTensor(dims: [scales.count], floats: scales)])
    }
    return made.replacing { proto in
      proto.opType = "Resize"
      if proto.input.count == 2 { proto.input.insert("", at: 1) }
      proto.attribute = [
        ("mode", mode == "bilinear" ? "linear" : mode), ("coordinate_transformation_mode", "asymmetric"),
        ("nearest_mode", "floor"),
      ].map { name, value in
        var attribute = ONNX_AttributeProto()
        (attribute.name, attribute.type, attribute.s) = (name, .string, Data(value.utf8))
        return attribute
      }
    }
  }

  /// The node with further constants after its first input.
  private mutating func withInputs(_ node: ONNXNode, _ added: [ONNXTensor]) -> ONNXNode {
    var names = Array(node.proto.input.prefix(1))
    for tensor in added {
      let name = "\u{1}\(tensors.count).\(node.name)"  // no name in a file is like this
      tensors[name] = tensor
      names.append(name)
    }
    return node.replacing {
      $0.input = names
      $0.attribute.removeAll { $0.name != "mode" }
    }
  }
}
