import NetworkGraph
import Randomness

/// Networks of one or two operators each, with random weights, that end in a 1x1 convolution to three classes.
struct SmallNetworks {
  private var random: SplitMix64
  private var graph: Graph
  /// The value that the next operation reads.
  var value = 0
  /// The magnitude of the weights, relative to 1 / sqrt(fan-in).
  private var gain: Float = 1

  init(seed: UInt64, channels: Int = 3, width: Int = 20, height: Int = 14) {
    random = SplitMix64(seed: seed)
    graph = Graph(name: "small", input: GraphInput(name: "frame", channels: channels, height: height, width: width))
  }

  static let names = [
    "3x3", "1x1", "strided", "asymmetric padding", "7x7 stride 2", "transposed 3x3", "transposed 2x2", "odd transposed",
    "max-pool 3x3", "pooled concatenation", "raw skip", "negative gamma", "ReLU", "three sources", "dead channel",
    "3x3 head",
  ]
  /// Frames with other than three channels, read by a convolution and by operators.
  static let otherFrames = [
    "grey 3x3", "grey 7x7 stride 2", "grey depthwise", "four 3x3", "four strided", "four depthwise",
  ]
  /// In these a convolution can pool its own output.
  static let pooled = [
    "pooled level", "pooled with negative gamma", "pooled alone", "pooled odd", "pooled and read",
  ]
  /// Masks of another size than the tensor from which they are computed, and phases without a column or a row.
  static let oddShapes = ["larger mask", "smaller mask", "transposed column", "transposed row"]
  static let all = oddShapes + few(names) + pooled + few(operatorNames) + few(otherFrames)
  /// Networks in which every channel says something about its weights on the tests' few frames.
  static let roundedWeights = few(names + operatorNames).filter {
    $0 != "dead channel" && $0 != "squeeze and excitation"
  }

  static func named(_ name: String) throws -> Graph {
    let seed = name.utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
    var network =
      switch name {
      case "pooled odd": SmallNetworks(seed: seed, width: 23, height: 15)
      case "transposed column": SmallNetworks(seed: seed, width: 1)
      case "transposed row": SmallNetworks(seed: seed, height: 1)
      default: SmallNetworks(seed: seed, channels: name.hasPrefix("grey ") ? 1 : name.hasPrefix("four ") ? 4 : 3)
      }
    switch name {
    case "grey depthwise", "four depthwise": try network.buildOperator("depthwise frame")
    case "3x3", "grey 3x3", "four 3x3": try network.convolve(to: 20)
    case "1x1": try network.convolve(to: 5, kernel: Extent(height: 1, width: 1), padding: Padding())
    case "strided", "four strided":
      try network.convolve(to: 8)
      try network.convolve(to: 18, stride: Extent(height: 2, width: 3))
    case "asymmetric padding":
      try network.convolve(to: 8, padding: Padding(top: 0, left: 1, bottom: 2, right: 0))
    case "7x7 stride 2", "grey 7x7 stride 2":
      let stride = Extent(height: 2, width: 2)
      try network.convolve(to: 16, kernel: Extent(height: 7, width: 7), stride: stride, padding: Padding(all: 3))
    case "larger mask", "smaller mask":
      try network.convolve(to: 8)
      try network.convolve(to: 16)
    case "transposed column", "transposed row": try network.transpose(to: 9, kernel: 3, padding: 1, added: 0)
    case "transposed 3x3": try network.transpose(to: 9, kernel: 3, padding: 1, added: 1)
    case "transposed 2x2": try network.transpose(to: 9, kernel: 2, padding: 0, added: 0)
    case "odd transposed": try network.transpose(to: 9, kernel: 3, padding: 0, added: 0)
    case "max-pool 3x3":
      try network.convolve(to: 8)
      try network.leaky(0.3)
      try network.pool(kernel: 3, stride: 2, padding: 1)
      try network.convolve(to: 8)
    case "pooled concatenation":
      try network.branches([6, 10])
      try network.pool(kernel: 2, stride: 2, padding: 0)
      try network.convolve(to: 8)
    case "raw skip": try network.rawSkip(negative: false)
    case "negative gamma": try network.rawSkip(negative: true)
    case "deep": try network.deep()
    case "3x3 head": try network.convolve(to: 16)
    case "ReLU":
      try network.convolve(to: 12)
      try network.leaky(0)
    case "three sources": try network.branches([4, 16, 21])
    case "pooled level": try network.pooledLevel(skip: .raw)
    case "pooled with negative gamma": try network.pooledLevel(skip: .raw, negative: true)
    case "pooled alone", "pooled odd": try network.pooledLevel(skip: .none)
    case "pooled and read": try network.pooledLevel(skip: .activated)
    case "dead channel":
      try network.convolve(to: 8)
      try network.affine { $0 == 3 ? 0 : 1 }
      try network.leaky(0.3)
    default: try network.buildOperator(name)
    }
    return try network.classified(name)
  }

  var channels: Int { graph.shapes[value].channels }
  var size: Extent { Extent(height: graph.shapes[value].height, width: graph.shapes[value].width) }

  /// Appends an operation of `value`, or of several values.
  mutating func append(_ operation: Operation, _ inputs: [Int]? = nil) throws {
    value = try graph.append("\(operation.title)\(graph.nodes.count)", operation, inputs: inputs ?? [value])
  }

  mutating func convolve(
    to outputs: Int, kernel: Extent = Extent(height: 3, width: 3), stride: Extent = Extent(height: 1, width: 1),
    padding: Padding = Padding(all: 1), groups: Int = 1, dilation: Int = 1
  ) throws {
    let inputs = graph.shapes[value].channels
    let depth = inputs / groups * kernel.count
    let convolution = Convolution(
      outputChannels: outputs, inputChannels: inputs, kernel: kernel, stride: stride, padding: padding, groups: groups,
      dilationY: dilation, dilationX: dilation,
      weights: random.floats(outputs * depth, gain / Float(depth).squareRoot()), bias: random.floats(outputs, 0.3))
    value = try graph.append("convolution\(graph.nodes.count)", .convolution(convolution), inputs: [value])
  }

  private mutating func transpose(to outputs: Int, kernel: Int, padding: Int, added: Int) throws {
    try convolve(to: 8)
    let transposed = TransposedConvolution(
      outputChannels: outputs, inputChannels: 8, kernel: Extent(height: kernel, width: kernel),
      padding: Padding(all: padding), outputPadding: Extent(height: added, width: added),
      weights: random.floats(outputs * 8 * kernel * kernel, 0.4), bias: random.floats(outputs, 0.3))
    value = try graph.append("transposed", .transposedConvolution(transposed), inputs: [value])
  }

  mutating func leaky(_ slope: Float) throws {
    value = try graph.append("leaky\(graph.nodes.count)", .leakyRelu(slope: slope), inputs: [value])
  }

  mutating func pool(kernel: Int, stride: Int, padding: Int) throws {
    let pool = MaxPool(
      kernel: Extent(height: kernel, width: kernel), stride: Extent(height: stride, width: stride),
      padding: Padding(all: padding))
    value = try graph.append("pool", .maxPool(pool), inputs: [value])
  }

  mutating func affine(_ factor: (Int) -> Double) throws {
    let channels = graph.shapes[value].channels
    let scale = (0..<channels).map { factor($0) * (0.5 + Double(abs(random.float()))) }
    let affine = Affine(scale: scale, shift: random.floats(channels, 0.5).map(Double.init))
    value = try graph.append("affine\(graph.nodes.count)", .affine(affine), inputs: [value])
  }

  private mutating func rawSkip(negative: Bool) throws {
    try convolve(to: 10)
    let raw = value
    try affine { negative && $0 % 2 == 0 ? -1 : 1 }
    try leaky(0.3)
    try convolve(to: 7)
    value = try graph.append("joined", .concat, inputs: [raw, value])
    try convolve(to: 9)
  }

  private enum Skip { case none, raw, activated }

  /// Two convolutions, a pooling of the second's activation, and a transposed convolution back up, joined with a skip.
  private mutating func pooledLevel(skip: Skip, negative: Bool = false) throws {
    try convolve(to: 10)
    try leaky(0.3)
    try convolve(to: 20)
    let raw = value
    try affine { negative && $0 % 2 == 0 ? -1 : 1 }
    try leaky(0.3)
    let activated = value
    try pool(kernel: 2, stride: 2, padding: 0)
    try convolve(to: 8)
    if skip == .none { return }
    try transpose(to: 9, kernel: 3, padding: 1, added: 1)
    value = try graph.append("joined", .concat, inputs: [skip == .raw ? raw : activated, value])
    try convolve(to: 9)
  }

  /// So many layers with a raw skip that 8 bits are too few, because the rounding errors of all layers add up.
  private mutating func deep() throws {
    gain = 2.3
    for _ in 0..<2 {
      try convolve(to: 12)
      try leaky(0.3)
    }
    try convolve(to: 12)
    let raw = value
    try leaky(0.3)
    try pool(kernel: 2, stride: 2, padding: 0)
    for _ in 0..<3 {
      try convolve(to: 20)
      try leaky(0.3)
    }
    let enlarge = TransposedConvolution(
      outputChannels: 12, inputChannels: 20, kernel: Extent(height: 2, width: 2), padding: Padding(),
      outputPadding: Extent(height: 0, width: 0), weights: random.floats(12 * 20 * 4, 0.4), bias: random.floats(12, 0.3)
    )
    value = try graph.append("enlarge", .transposedConvolution(enlarge), inputs: [value])
    value = try graph.append("joined", .concat, inputs: [value, raw])
    for _ in 0..<3 {
      try convolve(to: 12)
      try leaky(0.3)
    }
  }

  /// Several convolutions of the frame, joined, and a convolution of the result.
  mutating func branches(_ widths: [Int]) throws {
    var joined: [Int] = []
    for width in widths {
      value = 0
      try convolve(to: width)
      joined.append(value)
    }
    value = try graph.append("joined", .concat, inputs: joined)
  }

  private mutating func classified(_ name: String) throws -> Graph {
    if name == "3x3 head" {
      try convolve(to: 3)
    } else if name == "larger mask" {
      try convolve(to: 3, kernel: Extent(height: 1, width: 1), padding: Padding(top: 0, left: 0, bottom: 1, right: 1))
    } else {
      if name == "smaller mask" { try append(.crop(Padding(top: 0, left: 0, bottom: 1, right: 2))) }
      try convolve(to: 3, kernel: Extent(height: 1, width: 1), padding: Padding())
    }
    try buildEnd(name)
    graph.output = value
    return graph
  }
}

extension SplitMix64 {
  fileprivate mutating func float() -> Float { Float.random(in: -1...1, using: &self) }

  fileprivate mutating func floats(_ count: Int, _ scale: Float) -> [Float] { (0..<count).map { _ in float() * scale } }
}
