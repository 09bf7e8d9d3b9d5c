import NetworkGraph

/// A node of the file. It finds attributes by name, and makes errors that name it.
struct ONNXNode {
  let proto: ONNX_NodeProto
  /// The node's name; if the exporter left it out, the name of its first output.
  let name: String

  init(_ proto: ONNX_NodeProto) {
    self.proto = proto
    name = proto.name.isEmpty ? proto.output.first ?? "" : proto.name
  }

  /// A copy of the node with something changed, so that one operator is written as another.
  func replacing(_ change: (inout ONNX_NodeProto) -> Void) -> ONNXNode {
    var changed = proto
    change(&changed)
    if changed.name.isEmpty { changed.name = name }
    return ONNXNode(changed)
  }

  var type: String {
    proto.domain.isEmpty || proto.domain == "ai.onnx" ? proto.opType : proto.domain + "." + proto.opType
  }

  /// The error `node 'NAME' (OpType): MESSAGE`.
  func error(_ message: String) -> ConversionError { .badData("node '\(name)' (\(type)): \(message)") }

  /// The name of the input at a position; nil where an optional input is missing.
  func optionalInput(_ index: Int) -> String? {
    guard proto.input.indices.contains(index), !proto.input[index].isEmpty else { return nil }
    return proto.input[index]
  }

  func input(_ index: Int) throws(ConversionError) -> String {
    guard let name = optionalInput(index) else { throw error("has no input \(index); the file is damaged") }
    return name
  }

  func int(_ name: String, default value: Int) throws(ConversionError) -> Int {
    guard let attribute = try attribute(name, .int) else { return value }
    return Int(attribute.i)
  }

  func float(_ name: String, default value: Float) throws(ConversionError) -> Float {
    guard let attribute = try attribute(name, .float) else { return value }
    guard attribute.f.isFinite else { throw error("attribute \(name) is \(attribute.f)") }
    return attribute.f
  }

  func string(_ name: String, default value: String) throws(ConversionError) -> String {
    guard let attribute = try attribute(name, .string) else { return value }
    return String(decoding: attribute.s, as: UTF8.self)
  }

  /// The integers of an attribute, each within 0...4096; nil if it is missing.
  func sizes(_ name: String, count: Int) throws(ConversionError) -> [Int]? {
    guard let attribute = try attribute(name, .ints) else { return nil }
    guard attribute.ints.count == count, attribute.ints.allSatisfy({ 0...4096 ~= $0 }) else {
      throw error(
        "attribute \(name) is \(attribute.ints.prefix(8).map(Int.init)); expected \(count) sizes of 0 to 4096")
    }
    return attribute.ints.map(Int.init)
  }

  func ints(_ name: String) throws(ConversionError) -> [Int]? {
    guard let attribute = try attribute(name, .ints) else { return nil }
    return attribute.ints.map(Int.init)
  }

  func floats(_ name: String) throws(ConversionError) -> [Float]? { try attribute(name, .floats)?.floats }

  func tensor(_ name: String) throws(ConversionError) -> ONNX_TensorProto? { try attribute(name, .tensor)?.t }

  /// Throws unless an attribute has the only value that is supported.
  func require(_ name: String, _ value: Int, default missing: Int) throws(ConversionError) {
    let found = try int(name, default: missing)
    guard found == value else {
      throw error("attribute \(name) = \(found) is not supported yet; supported is \(name) = \(value)")
    }
  }

  private func attribute(
    _ name: String, _ type: ONNX_AttributeProto.AttributeType
  ) throws(ConversionError) -> ONNX_AttributeProto? {
    guard let attribute = proto.attribute.first(where: { $0.name == name }) else { return nil }
    // files of the first format versions leave the type out
    guard attribute.type == type || attribute.type == .undefined else {
      throw error("attribute \(name) has a type other than the standard's; the file is damaged")
    }
    return attribute
  }
}
