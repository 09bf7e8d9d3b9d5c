import Model
import NetworkGraph

/// Replaces windows for which the engine has no kernel by several that give the same result.
extension Passes {
  /// - Transposed convolutions with a stride other than 2. Stride 1 is a convolution. For 4, 8 and 16 a convolution computes each pixel's
  ///   block as channels, which transposed convolutions of stride 2 then spread. Others read zeros between the pixels.
  /// - Dilated convolutions wider than a kernel can be: one copy of the input for each tap, and a 1x1 convolution of all copies.
  /// - Pools with windows or strides larger than the engine's: two pools, one after the other.
  /// - A stride beyond the engine's along a side with only one window: the least stride that still gives one window.
  /// - A border of numbers other than 0: the number is subtracted, the border is zeros, and the number is added again.
  public static func splitWindows(_ graph: Graph) throws(ConversionError) -> Graph {
    var split = Splitting(graph)
    for node in graph.nodes { try split.add(node) }
    return removeDeadEnds(split.result)
  }
}

/// A graph that is being rewritten: nodes are appended one by one, and some become several.
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

  /// Appends an operation that writes a new value.
  mutating func append(_ node: Node, _ part: String, _ operation: Operation, _ input: Int) throws(ConversionError)
    -> Int
  {
    try result.append("\(node.name).\(part)", operation, inputs: [input])
  }

  /// Appends the operation that writes the node's own value.
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
