import Foundation

@testable import FloatReference
@testable import GraphPasses
@testable import NetworkGraph
@testable import ONNXImport

/// Builds ONNX files in memory, valid and invalid ones.
struct ModelMaker {
  var model = ONNX_ModelProto()

  init(opset: Int64 = 17, input: [Int64] = [1, 3, 8, 8]) {
    model.irVersion = 8
    var version = ONNX_OperatorSetIdProto()
    version.version = opset
    model.opsetImport = [version]
    model.graph.name = "made"
    var frame = ONNX_ValueInfoProto()
    frame.name = "x"
    frame.type.tensorType.elemType = 1
    frame.type.tensorType.shape.dim = input.map { size in
      var dim = ONNX_TensorShapeProto.Dimension()
      if size >= 0 { dim.dimValue = size } else { dim.dimParam = "n" }
      return dim
    }
    model.graph.input = [frame]
    output("y")
  }

  mutating func output(_ name: String) {
    var value = ONNX_ValueInfoProto()
    value.name = name
    model.graph.output = [value]
  }

  mutating func tensor(_ name: String, _ dims: [Int64], _ values: [Float]) {
    var tensor = ONNX_TensorProto()
    tensor.name = name
    tensor.dims = dims
    tensor.dataType = 1
    tensor.floatData = values
    model.graph.initializer.append(tensor)
  }

  /// A vector of int64.
  mutating func integers(_ name: String, _ values: [Int]) {
    var tensor = ONNX_TensorProto()
    tensor.name = name
    tensor.dims = [Int64(values.count)]
    tensor.dataType = 7
    tensor.int64Data = values.map { Int64($0) }
    model.graph.initializer.append(tensor)
  }

  /// - Parameter attributes: an Int, a Float, a String or a [Int] each.
  mutating func node(
    _ type: String, _ inputs: [String], _ output: String, name: String? = nil,
    _ attributes: KeyValuePairs<String, any Sendable> = [:]
  ) {
    var node = ONNX_NodeProto()
    node.opType = type
    node.name = name ?? "the_" + output
    node.input = inputs
    node.output = [output]
    for (name, value) in attributes {
      var attribute = ONNX_AttributeProto()
      attribute.name = name
      switch value {
      case let int as Int: (attribute.type, attribute.i) = (.int, Int64(int))
      case let float as Float: (attribute.type, attribute.f) = (.float, float)
      case let string as String: (attribute.type, attribute.s) = (.string, .init(string.utf8))
      case let ints as [Int]: (attribute.type, attribute.ints) = (.ints, ints.map(Int64.init))
      default: preconditionFailure("an attribute of another type")
      }
      node.attribute.append(attribute)
    }
    model.graph.node.append(node)
  }

  /// A convolution of `from` channels to `to`, 3x3 with a border, all weights 0.5.
  mutating func convolution(
    _ input: String, _ output: String, _ from: Int64 = 3, _ to: Int64 = 3,
    _ attributes: KeyValuePairs<String, any Sendable> = ["pads": [1, 1, 1, 1]]
  ) {
    tensor(output + ".weight", [to, from, 3, 3], [Float](repeating: 0.5, count: Int(to * from * 9)))
    node("Conv", [input, output + ".weight"], output, attributes)
  }

  func graph(output: String? = nil, folder: URL? = nil) throws(ConversionError) -> Graph {
    var builder = try GraphBuilder(model, folder: folder)
    return try builder.build(output: output)
  }

  /// The message of the error from reading or from the passes; nil without an error.
  func message() -> String? {
    do throws(ConversionError) {
      _ = try FloatExecutor(graph: Passes.standard(graph()))
      return nil
    } catch {
      return error.message
    }
  }
}
