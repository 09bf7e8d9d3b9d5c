/// Turns a decoded ONNX file into a `Graph`, node by node in the order of their dependencies, from the output back: what
/// the output does not need is not looked at.
struct GraphBuilder {
  static let largestNodeCount = 10_000

  let model: ONNX_ModelProto
  /// The version of the standard operators that the file was written for.
  let opset: Int
  /// Name of a value -> index of the file's node that writes it.
  let writers: [String: Int]
  /// Name of an initialiser -> its index.
  let initialisers: [String: Int]

  var graph: Graph
  /// Name of a value of the file -> value id.
  var values: [String: Int]
  /// Constants decoded so far: weights that several nodes share are kept once.
  var tensors: [String: ONNXTensor] = [:]
  /// Numbers that the graph's operations hold, against a file that makes many out of few.
  var numbersKept = 0
  /// Values behind an ArgMax, and the rank that the file gives them (nil: not known any more).
  var classIndices: [Int: Int?] = [:]
  /// Names of transposed values -> what they are a transposition of: old exporters put a Softmax between two Transposes.
  var transposed: [String: (value: Int, order: [Int])] = [:]

  init(_ model: ONNX_ModelProto) throws(ConversionError) {
    self.model = model
    guard model.hasGraph, !model.graph.node.isEmpty else {
      throw .badData("holds no network; it is damaged, cut short, or not an ONNX file")
    }
    guard model.graph.node.count <= GraphBuilder.largestNodeCount else {
      throw .badData("has \(model.graph.node.count) nodes; more than \(GraphBuilder.largestNodeCount) are not read")
    }
    guard let version = model.opsetImport.first(where: { $0.domain.isEmpty || $0.domain == "ai.onnx" })?.version else {
      throw .badData("names no operator set; it is damaged or cut short")
    }
    guard 11...21 ~= version else {
      throw .badData("uses operator set \(version); export with opset_version from 11 to 21 (17 is a good choice)")
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
    let input = try GraphBuilder.input(of: model.graph, initialisers)
    guard writers[input.name] == nil else {
      throw .badData("input '\(input.name)' is also written by a node; the file is damaged")
    }
    graph = Graph(name: model.graph.name, input: input, metadata: metadata)
    values = [input.name: 0]
  }

  /// The graph of the file's one output.
  mutating func build() throws(ConversionError) -> Graph {
    let outputs = model.graph.output.map(\.name)
    guard let output = outputs.first, outputs.count == 1 else {
      throw .badData(
        "has \(outputs.count) outputs (\(outputs.prefix(8).joined(separator: ", "))); export the logits alone")
    }
    for index in try order(for: output) {
      try add(ONNXNode(model.graph.node[index]))
    }
    graph.output = try value(output, readBy: "the output")
    return graph
  }

  /// The id of a value that has been written already.
  func value(_ name: String, readBy reader: String) throws(ConversionError) -> Int {
    if let value = values[name] { return value }
    if transposed[name] != nil {
      throw .badData(
        "\(reader) reads '\(name)', which is transposed; export with the layout N, C, H, W and without Transpose")
    }
    throw .badData("\(reader) reads '\(name)', which is no float value of one frame; the file is damaged")
  }
}
