import Foundation
import NetworkGraph

/// Turns a decoded ONNX file into a `Graph`, node by node in the order of their dependencies. It starts at the output, so nodes that the
/// output does not need are not looked at.
struct GraphBuilder {
  static let largestNodeCount = 10_000
  static let operatorSets: ClosedRange<Int64> = 7...24

  let model: ONNX_ModelProto
  /// The file's folder, because tensors may be in files beside it.
  let folder: URL?
  /// The version of the standard's operators for which the file was written.
  let opset: Int
  /// For each value's name the index of the node that writes it.
  let writers: [String: Int]
  /// For each initialiser's name its index.
  let initialisers: [String: Int]

  var graph: Graph
  /// For each value's name in the file its value in the graph.
  var values: [String: FileValue]
  /// Values that are parts of a channel shuffle, by name.
  var shuffles: [String: Shuffle] = [:]
  /// The values of Constant nodes, by name.
  var constants: [String: ONNX_TensorProto] = [:]
  /// Constants that have been decoded or computed, by name: weights that several nodes share are kept once.
  var tensors: [String: ONNXTensor] = [:]
  /// How many numbers the graph's operations hold; it is limited, because a small file could make many.
  var numbersKept = 0
  /// Which operators were computed while reading, and how often.
  var folded: [String: Int] = [:]
  var removedTransposes = 0

  /// - Parameter frame: the frame's size, for a file that leaves it open; it takes precedence over the file's own.
  init(_ model: ONNX_ModelProto, folder: URL? = nil, frame: Extent? = nil) throws(ConversionError) {
    let model = model.withoutQuantisedOperators
    self.model = model
    self.folder = folder
    guard model.hasGraph, !model.graph.node.isEmpty else {
      throw .badData("holds no network; it is damaged, cut short, or not an ONNX file")
    }
    guard model.graph.node.count <= GraphBuilder.largestNodeCount else {
      throw .badData("has \(model.graph.node.count) nodes; more than \(GraphBuilder.largestNodeCount) are not read")
    }
    guard let version = model.opsetImport.first(where: { $0.domain.isEmpty || $0.domain == "ai.onnx" })?.version else {
      throw .badData("names no operator set; it is damaged or cut short")
    }
    guard GraphBuilder.operatorSets ~= version else {
      throw .badData("uses operator set \(version); export with opset_version from 7 to 24 (17 is a good choice)")
    }
    opset = Int(version)

    var writers: [String: Int] = [:]
    var initialisers: [String: Int] = [:]
    for (index, tensor) in model.graph.initializer.enumerated() {
      guard initialisers.updateValue(index, forKey: tensor.name) == nil else {
        throw .badData("has two tensors with the name '\(tensor.name)'; the file is damaged")
      }
    }
    for (index, node) in model.graph.node.enumerated() {
      for name in node.output where !name.isEmpty {
        guard writers.updateValue(index, forKey: name) == nil, initialisers[name] == nil else {
          throw ONNXNode(node).error("writes '\(name)', which is written elsewhere too; the file is damaged")
        }
      }
    }
    self.writers = writers
    self.initialisers = initialisers

    let metadata = Dictionary(model.metadataProps.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    let input = try GraphBuilder.input(of: model.graph, initialisers, frame)
    guard writers[input.frame.name] == nil else {
      throw .badData("input '\(input.frame.name)' is also written by a node; the file is damaged")
    }
    graph = Graph(name: model.graph.name, input: input.frame, metadata: metadata)
    values = [input.frame.name: FileValue(id: 0, axes: input.axes)]
  }

  /// The graph for one of the file's outputs.
  /// - Parameter name: the output; nil: the only one, or the largest map among several.
  mutating func build(output name: String? = nil) throws(ConversionError) -> Graph {
    let output = try output(name)
    let order = try order(for: output)
    for (place, index) in order.enumerated() {
      do throws(ConversionError) {
        try add(ONNXNode(model.graph.node[index]))
      } catch {
        var error = error
        let message = error.message
        error.further = unsupported(among: order[place...]).filter { $0 != message }
        throw error
      }
    }
    let value = try fileValue(output, readBy: "the output")
    if let axes = value.axes, let row = axes.firstIndex(of: .rows), let column = axes.firstIndex(of: .columns),
      row > column, min(graph.shapes[value.id].height, graph.shapes[value.id].width) > 1
    {
      throw .badData(
        "output '\(output)' is transposed: its columns stand before its rows; export without that Transpose")
    }
    graph.output = value.id
    graph.leftOut = model.graph.output.map(\.name).filter { $0 != output }
    let operators = folded.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
    graph.history = [
      PassRecord(
        name: "constant folding", removed: folded.values.reduce(0, +), detail: operators.joined(separator: ", ")),
      PassRecord(name: "transpose removal", removed: removedTransposes),
    ]
    return graph
  }
}
