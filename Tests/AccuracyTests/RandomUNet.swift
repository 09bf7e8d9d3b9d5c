import NetworkGraph
import Randomness

/// A UNet of random depth, widths, sizes, skips and operators, with random weights.
///
///     level:  1 or 2 convolutions (1x1, 3x3, 5x5) -> skip, raw or activated, or none -> pool (2x2, or 3x3 where a side is odd)
///     back:   transposed convolution 3x3 or 2x2 -> concat [that, skip] -> convolution
///     end:    convolution 1x1 or 3x3 to the classes
struct RandomUNet {
  let graph: Graph
  let classes: Int

  init(seed: UInt64) throws {
    var maker = Maker(seed: seed)
    (graph, classes) = try maker.make()
  }
}

private struct Maker {
  private var random: SplitMix64
  private var graph: Graph
  private var value = 0

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let height = Int.random(in: 5...24, using: &random)
    let width = Int.random(in: 5...24, using: &random)
    graph = Graph(name: "random", input: GraphInput(name: "frame", channels: 3, height: height, width: width))
  }

  mutating func make() throws -> (Graph, classes: Int) {
    let depth = pick([0, 1, 1, 2, 2, 3])
    var skips: [(value: Int?, width: Int, shape: Shape)] = []
    var width = pick([3, 5, 8, 16, 17])
    for _ in 0..<depth {
      for _ in 0..<pick([1, 2]) { try convolve(to: width, kernel: pick([1, 3, 3, 3, 5])) }
      let kind = pick(["raw", "raw", "activated", "none"])
      let raw = value
      if kind == "raw" { try normalise() }
      try activate()
      skips.append((kind == "none" ? nil : kind == "raw" ? raw : value, width, graph.shapes[value]))
      try pool()
      width = pick([width, min(2 * width, 24), 7])
    }
    try convolve(to: width, kernel: 3)
    try activate()
    for skip in skips.reversed() {
      try enlarge(to: skip.width, reaching: skip.shape)
      if let other = skip.value {
        value = try graph.append(
          name("concat"), .concat, inputs: pick([true, false]) ? [value, other] : [other, value])
      }
      try convolve(to: skip.width, kernel: pick([1, 3, 3]))
      try activate()
    }
    let classes = pick([1, 2, 3, 11, 19])
    try convolve(to: classes, kernel: pick([1, 1, 3]))
    graph.output = value
    return (graph, classes)
  }

  private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }

  private func name(_ what: String) -> String { "\(what)\(graph.nodes.count)" }

  private mutating func floats(_ count: Int, _ scale: Float) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &random) * scale }
  }

  private mutating func convolve(to outputs: Int, kernel: Int) throws {
    let inputs = graph.shapes[value].channels
    let convolution = Convolution(
      outputChannels: outputs, inputChannels: inputs, kernel: Extent(height: kernel, width: kernel),
      padding: Padding(all: kernel / 2),
      weights: floats(outputs * inputs * kernel * kernel, 1.7 / Float(inputs * kernel * kernel).squareRoot()),
      bias: floats(outputs, 0.3))
    value = try graph.append(name("convolution"), .convolution(convolution), inputs: [value])
  }

  /// Adds a batch norm as the passes leave it after a raw skip; some of its factors are negative.
  private mutating func normalise() throws {
    let channels = graph.shapes[value].channels
    let scale = floats(channels, 1).map { Double($0 < 0 ? $0 - 0.3 : $0 + 0.3) }
    value = try graph.append(
      name("affine"), .affine(Affine(scale: scale, shift: floats(channels, 0.5).map(Double.init))), inputs: [value])
  }

  private mutating func activate() throws {
    guard let slope = pick([0.3, 0.1, 0, nil] as [Float?]) else { return }
    value = try graph.append(name("leaky"), .leakyRelu(slope: slope), inputs: [value])
  }

  /// Pools to half the size, rounded up.
  private mutating func pool() throws {
    let shape = graph.shapes[value]
    let (tall, wide) = (shape.height % 2, shape.width % 2)
    let pool = MaxPool(
      kernel: Extent(height: 2 + tall, width: 2 + wide), stride: Extent(height: 2, width: 2),
      padding: Padding(top: tall, left: wide, bottom: tall, right: wide))
    value = try graph.append(name("pool"), .maxPool(pool), inputs: [value])
  }

  private mutating func enlarge(to outputs: Int, reaching shape: Shape) throws {
    let inputs = graph.shapes[value].channels
    let isEven = shape.height % 2 == 0 && shape.width % 2 == 0
    let kernel = isEven ? pick([2, 3]) : 3
    let transposed = TransposedConvolution(
      outputChannels: outputs, inputChannels: inputs, kernel: Extent(height: kernel, width: kernel),
      padding: Padding(all: kernel == 3 ? 1 : 0),
      outputPadding: kernel == 3
        ? Extent(height: 1 - shape.height % 2, width: 1 - shape.width % 2) : Extent(height: 0, width: 0),
      weights: floats(inputs * outputs * kernel * kernel, 1.7 / Float(inputs * 2).squareRoot()),
      bias: floats(outputs, 0.3))
    value = try graph.append(name("transposed"), .transposedConvolution(transposed), inputs: [value])
  }
}
