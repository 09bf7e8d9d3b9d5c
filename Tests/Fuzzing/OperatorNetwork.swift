import NetworkGraph
import Randomness

/// Small networks with every operator and with every pair of steps that the engine computes as one, for seeds.
struct OperatorNetwork {
  private var random: SplitMix64
  private(set) var graph: Graph
  private var value = 0

  static let names = [
    "banded", "pooled", "pooled alone", "skip", "column", "row", "odd", "depthwise", "dilated", "sum", "gates", "means",
    "largest", "resized", "bilinear", "moved", "six", "larger", "head", "stem", "grey", "four",
  ]

  static func named(_ name: String) throws -> Graph {
    let channels = name == "grey" ? 1 : name == "four" ? 4 : 3
    var network = OperatorNetwork(
      seed: name.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }, channels: channels,
      width: name == "column" ? 1 : 10, height: name == "row" ? 1 : 9)
    try network.build(name)
    return network.graph
  }

  private init(seed: UInt64, channels: Int, width: Int, height: Int) {
    random = SplitMix64(seed: seed)
    graph = Graph(name: "seed", input: GraphInput(name: "frame", channels: channels, height: height, width: width))
  }

  private mutating func build(_ name: String) throws {
    try convolve(to: 8)
    switch name {
    case "pooled", "pooled alone", "skip": try buildLevel(name)
    case "column", "row", "odd": try transpose(to: 6, added: name == "odd" ? 1 : 0)
    case "depthwise": try convolve(to: 8, groups: 8)
    case "dilated":
      try convolve(to: 8, padding: 2, groups: 8, dilation: 2)
      try convolve(to: 6, stride: 2)
    case "sum": try joinTwo(.add)
    case "gates":
      try joinTwo(.multiply)
      try gate(perPixel: false)
      try gate(perPixel: true)
      try append(.pointwise(.hardSwish))
    case "means":
      let two = Extent(height: 2, width: 2)
      try append(.averagePool(AveragePool(kernel: two, stride: two, padding: Padding(all: 1), countsPadding: true)))
      try append(.averagePool(AveragePool(kernel: two, stride: Extent(height: 1, width: 1))))
    case "largest":
      let three = Extent(height: 3, width: 3)
      try append(.maxPool(MaxPool(kernel: three, stride: Extent(height: 2, width: 1), padding: Padding(all: 1))))
    case "resized": try resize(.nearest, .asymmetric)
    case "bilinear": try resize(.linear, .halfPixel)
    case "moved":
      try append(.pad(Padding(top: 1, left: 0, bottom: 2, right: 3), value: 0))
      try append(.crop(Padding(top: 0, left: 2, bottom: 1, right: 0)))
      try append(.sliceChannels(1..<6))
    case "six": try join([3, 8, 4, 5, 17, 1])
    case "stem": try convolve(to: 8, kernel: 5, stride: 2, padding: 2)
    default: try convolve(to: 12)
    }
    if name == "head" {
      try convolve(to: 3)
    } else {
      let end = name == "larger" ? Padding(top: 0, left: 0, bottom: 1, right: 1) : Padding()
      try convolve(to: 3, kernel: 1, padding: 0, sides: end)
    }
    graph.output = value
  }

  private mutating func buildLevel(_ name: String) throws {
    try append(.leakyRelu(slope: 0.3))
    try convolve(to: 12)
    try append(.leakyRelu(slope: 0.2))
    let skip = value
    try append(.maxPool(MaxPool(kernel: Extent(height: 2, width: 2), stride: Extent(height: 2, width: 2))))
    try convolve(to: 8)
    guard name != "pooled alone" else { return }
    if name == "pooled" { return try convolve(to: 5) }
    try transpose(to: 7, added: 1)
    let below = value
    value = skip
    let (tall, wide) = (graph.shapes[skip].height, graph.shapes[skip].width)
    let (height, width) = (graph.shapes[below].height, graph.shapes[below].width)
    try append(.crop(Padding(top: 0, left: 0, bottom: tall - height, right: wide - width)))
    try append(.concat, [below, value])
    try convolve(to: 9)
  }

  private mutating func convolve(
    to outputs: Int, kernel: Int = 3, stride: Int = 1, padding: Int = 1, sides: Padding? = nil, groups: Int = 1,
    dilation: Int = 1
  ) throws {
    let inputs = graph.shapes[value].channels
    let depth = inputs / groups * kernel * kernel
    let convolution = Convolution(
      outputChannels: outputs, inputChannels: inputs, kernel: Extent(height: kernel, width: kernel),
      stride: Extent(height: stride, width: stride), padding: sides ?? Padding(all: padding), groups: groups,
      dilationY: dilation, dilationX: dilation, weights: floats(outputs * depth, 1 / Float(depth).squareRoot()),
      bias: floats(outputs, 0.3))
    try append(.convolution(convolution))
  }

  private mutating func transpose(to outputs: Int, added: Int) throws {
    let inputs = graph.shapes[value].channels
    let transposed = TransposedConvolution(
      outputChannels: outputs, inputChannels: inputs, kernel: Extent(height: 3, width: 3), padding: Padding(all: 1),
      outputPadding: Extent(height: added, width: added), weights: floats(outputs * inputs * 9, 0.3),
      bias: floats(outputs, 0.3))
    try append(.transposedConvolution(transposed))
  }

  /// Two convolutions of the present value, and an operation of both.
  private mutating func joinTwo(_ operation: NetworkGraph.Operation) throws {
    let start = value
    try convolve(to: 9)
    let first = value
    value = start
    try convolve(to: 9)
    try append(operation, [first, value])
    try append(.leakyRelu(slope: 0))
  }

  private mutating func gate(perPixel: Bool) throws {
    let whole = value
    let channels = graph.shapes[whole].channels
    if !perPixel { try append(.globalAveragePool) }
    try convolve(to: perPixel ? 1 : channels, kernel: 1, padding: 0)
    try append(.pointwise(.sigmoid))
    try append(.multiply, [whole, value])
  }

  private mutating func join(_ widths: [Int]) throws {
    var parts: [Int] = []
    for width in widths {
      value = 0
      try convolve(to: width)
      parts.append(value)
    }
    try append(.concat, parts)
  }

  private mutating func resize(_ mode: Resize.Mode, _ coordinates: Resize.Coordinates) throws {
    let (height, width) = (graph.shapes[value].height, graph.shapes[value].width)
    let output = Extent(height: height + 5, width: 2 * width)
    try append(
      .resize(
        Resize(
          mode: mode, coordinates: coordinates, rounding: .floor, output: output,
          scaleY: Double(output.height) / Double(height), scaleX: 2)))
  }

  private mutating func append(_ operation: NetworkGraph.Operation, _ inputs: [Int]? = nil) throws {
    value = try graph.append("\(operation.title)\(graph.nodes.count)", operation, inputs: inputs ?? [value])
  }

  private mutating func floats(_ count: Int, _ scale: Float) -> [Float] {
    (0..<count).map { _ in Float.random(in: -scale...scale, using: &random) }
  }
}
