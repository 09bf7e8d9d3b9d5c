import NetworkGraph
import Randomness

/// A UNet of one level with a raw skip and random weights, and with a fault that a test asks for.
///
///     first -> skip (raw) -> leaky -> pool -> below -> enlarge -> concat [that, skip] -> joined -> head
struct SmallUNet {
  /// The fault: one channel of a layer's weights and bias is multiplied by `factor`, and the layers that read it divide it again.
  struct Spoil {
    var layer: String
    var channel: Int
    var factor: Float
  }

  private(set) var graph = Graph(name: "small", input: GraphInput(name: "frame", channels: 3, height: 16, width: 24))
  private var random: SplitMix64
  private let spoil: Spoil?
  private let bias: Float
  private static let (width, classes) = (12, 4)

  /// - Parameters:
  ///   - dead: how many channels of `first` are 0.
  ///   - bias: the largest bias of every layer.
  init(seed: UInt64 = 7, spoil: Spoil? = nil, dead: Int = 0, bias: Float = 0.2) throws {
    self.bias = bias
    random = SplitMix64(seed: seed)
    self.spoil = spoil
    let width = SmallUNet.width
    var first = convolution("first", from: 3, to: width, reads: [])
    for index in 0..<dead * first.weightsPerOutput { first.weights[index] = 0 }
    for index in 0..<dead { first.bias[index] = 0 }
    var value = try graph.append("first", .convolution(first), inputs: [0])
    value = try graph.append("first.leaky", .leakyRelu(slope: 0.3), inputs: [value])
    let skip = convolution("skip", from: width, to: width, reads: ["first"])
    let raw = try graph.append("skip", .convolution(skip), inputs: [value])
    let gain = (0..<width).map { 1 / Double(factor("skip", $0)) }
    value = try graph.append(
      "skip.norm", .affine(Affine(scale: gain, shift: [Double](repeating: 0.1, count: width))), inputs: [raw])
    value = try graph.append("skip.leaky", .leakyRelu(slope: 0.3), inputs: [value])
    let two = Extent(height: 2, width: 2)
    value = try graph.append("pool", .maxPool(MaxPool(kernel: two, stride: two)), inputs: [value])
    value = try graph.append(
      "below", .convolution(convolution("below", from: width, to: width, reads: [])), inputs: [value])
    value = try graph.append("below.leaky", .leakyRelu(slope: 0.3), inputs: [value])
    let enlarge = TransposedConvolution(
      outputChannels: width, inputChannels: width, kernel: two, padding: Padding(),
      outputPadding: Extent(height: 0, width: 0), weights: floats(width * width * 4, 0.4), bias: floats(width, bias))
    value = try graph.append("enlarge", .transposedConvolution(enlarge), inputs: [value])
    value = try graph.append("concat", .concat, inputs: [value, raw])
    let joined = convolution("joined", from: 2 * width, to: width, reads: ["", "skip"])
    value = try graph.append("joined", .convolution(joined), inputs: [value])
    value = try graph.append("joined.leaky", .leakyRelu(slope: 0.3), inputs: [value])
    let head = convolution("head", from: width, to: SmallUNet.classes, reads: ["joined"])
    graph.output = try graph.append("head", .convolution(head), inputs: [value])
  }

  private func factor(_ layer: String, _ channel: Int) -> Float {
    spoil?.layer == layer && spoil?.channel == channel ? spoil?.factor ?? 1 : 1
  }

  /// - Parameter reads: the layers whose channels it reads, in order; each has `width` channels.
  private mutating func convolution(_ name: String, from inputs: Int, to outputs: Int, reads: [String]) -> Convolution {
    var convolution = Convolution(
      outputChannels: outputs, inputChannels: inputs, kernel: Extent(height: 3, width: 3), padding: Padding(all: 1),
      weights: floats(outputs * inputs * 9, 1.7 / Float(inputs * 9).squareRoot()), bias: floats(outputs, bias))
    for o in 0..<outputs {
      convolution.bias[o] *= factor(name, o)
      for i in 0..<inputs {
        let reader = i / SmallUNet.width < reads.count ? reads[i / SmallUNet.width] : ""
        for tap in 0..<9 {
          convolution.weights[(o * inputs + i) * 9 + tap] *= factor(name, o) / factor(reader, i % SmallUNet.width)
        }
      }
    }
    return convolution
  }

  private mutating func floats(_ count: Int, _ scale: Float) -> [Float] {
    (0..<count).map { _ in Float.random(in: -1...1, using: &random) * scale }
  }
}
