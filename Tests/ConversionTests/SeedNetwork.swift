import Randomness
import Testing

@testable import NetworkGraph

/// The seed's UNet with random weights: raw skips, normalisation and LeakyReLU on the main path.
enum SeedNetwork {
  static func graph(size: Int, channels: [Int], classes: Int) throws -> Graph {
    var random = SplitMix64(seed: 7)
    var graph = Graph(name: "seed", input: GraphInput(name: "frame", channels: 3, height: size, width: size))
    func convolution(_ from: Int, _ to: Int, kernel: Int = 3) -> Operation {
      .convolution(
        Convolution(
          outputChannels: to, inputChannels: from, kernel: Extent(height: kernel, width: kernel),
          padding: Padding(all: kernel / 2),
          weights: random.floats(to * from * kernel * kernel, scale: 1 / Float(from * kernel)), bias: random.floats(to))
      )
    }
    var (value, width) = (0, 3)
    var skips: [(value: Int, width: Int)] = []
    for (level, next) in channels.enumerated() {
      value = try graph.append("down\(level)a", convolution(width, next), inputs: [value])
      value = try graph.append("down\(level)b", .leakyRelu(slope: 0.01), inputs: [value])
      value = try graph.append("down\(level)c", convolution(next, next), inputs: [value])
      width = next
      if level == channels.count - 1 { break }
      skips.append((value, width))
      let affine = Affine(
        scale: random.floats(next).map { Double($0) + 1 }, shift: random.floats(next).map(Double.init))
      value = try graph.append("down\(level)d", .affine(affine), inputs: [value])
      value = try graph.append("down\(level)e", .leakyRelu(slope: 0.01), inputs: [value])
      let two = Extent(height: 2, width: 2)
      value = try graph.append("down\(level)f", .maxPool(MaxPool(kernel: two, stride: two)), inputs: [value])
    }
    for (level, skip) in skips.enumerated().reversed() {
      let up = TransposedConvolution(
        outputChannels: skip.width, inputChannels: width, kernel: Extent(height: 3, width: 3), padding: Padding(all: 1),
        outputPadding: Extent(height: 1, width: 1),
        weights: random.floats(width * skip.width * 9, scale: 1 / Float(width)), bias: random.floats(skip.width))
      value = try graph.append("up\(level)a", .transposedConvolution(up), inputs: [value])
      value = try graph.append("up\(level)b", .concat, inputs: [skip.value, value])
      width = skip.width
      value = try graph.append("up\(level)c", convolution(2 * width, width), inputs: [value])
      value = try graph.append("up\(level)d", .leakyRelu(slope: 0.01), inputs: [value])
      value = try graph.append("up\(level)e", convolution(width, width), inputs: [value])
      value = try graph.append("up\(level)f", .leakyRelu(slope: 0.01), inputs: [value])
    }
    graph.output = try graph.append("logits", convolution(width, classes, kernel: 1), inputs: [value])
    return graph
  }
}

extension SplitMix64 {
  /// Numbers in -scale..<scale.
  mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in Float.random(in: -scale..<scale, using: &self) }
  }
}
