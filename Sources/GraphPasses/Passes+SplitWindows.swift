import Model
import NetworkGraph

/// Rewrites of windows that no kernel of the engine has into others that do the same.
extension Passes {
  /// - Transposed convolutions of a stride other than 2: stride 1 is a convolution; of 4, 8 and 16 a convolution computes each
  ///   pixel's block as channels, which transposed convolutions of stride 2 then take apart; others read zeros between.
  /// - Dilated convolutions wider than a kernel can be: one copy of the input for each tap, and a convolution 1x1 of them all.
  /// - Pools with larger windows or strides than the engine's: two, one behind the other.
  /// - A stride beyond the engine's along a side on which there is one window: the least that leaves one.
  /// - A border of numbers other than 0: the value less that number, with a border of zeros, and the number again.
  public static func splitWindows(_ graph: Graph) throws(ConversionError) -> Graph {
    var split = Splitting(graph)
    for node in graph.nodes { try split.add(node) }
    return removeDeadEnds(split.result)
  }
}

/// A graph on its way: nodes are appended one by one, some as several.
struct Splitting {
  var result: Graph

  init(_ graph: Graph) {
    result = graph
    result.nodes = []
  }

  mutating func add(_ node: Node) throws(ConversionError) {
    let input = result.shapes[node.inputs[0]]
    switch node.operation {
    case .transposedConvolution(let transposed) where transposed.stride != Extent(height: 2, width: 2):
      try addTransposed(node, transposed, input)
    case .convolution(let convolution) where convolution.isTooWide: try addShifted(node, convolution, input)
    case .convolution(var convolution)
    where max(convolution.stride.height, convolution.stride.width) > ModelFormat.maximumStride:
      let output = result.shapes[node.output]
      convolution.stride = output.strides(convolution.stride, convolution.span, convolution.padding, of: input)
      result.nodes.append(
        Node(name: node.name, operation: .convolution(convolution), inputs: node.inputs, output: node.output))
    case .averagePool(let pool): try addMean(node, pool, input)
    case .maxPool(let pool): try addMaximum(node, pool, input)
    case .pad(let padding, let value) where value != 0 && value.isFinite: try addBorder(node, padding, Double(value))
    default: result.nodes.append(node)
    }
  }

  /// A new value.
  mutating func append(_ node: Node, _ part: String, _ operation: Operation, _ input: Int) throws(ConversionError)
    -> Int
  {
    try result.append("\(node.name).\(part)", operation, inputs: [input])
  }

  /// What writes the node's own value.
  mutating func finish(_ node: Node, _ operation: Operation, _ input: Int) throws(ConversionError) {
    let last = Node(name: node.name, operation: operation, inputs: [input], output: node.output)
    guard try result.outputShape(of: last) == result.shapes[node.output] else {
      throw node.error("has a geometry that the engine has no steps for")
    }
    result.nodes.append(last)
  }

  private mutating func addBorder(_ node: Node, _ padding: Padding, _ value: Double) throws(ConversionError) {
    let channels = result.shapes[node.inputs[0]].channels
    let ones = [Double](repeating: 1, count: channels)
    let less = Affine(scale: ones, shift: [Double](repeating: -value, count: channels))
    let more = Affine(scale: ones, shift: [Double](repeating: value, count: channels))
    let moved = try append(node, "moved", .affine(less), node.inputs[0])
    try finish(node, .affine(more), try append(node, "padded", .pad(padding, value: 0), moved))
  }
}
