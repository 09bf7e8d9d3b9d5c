import Randomness
import Testing

@testable import FloatReference
@testable import GraphPasses
@testable import NetworkGraph

/// An operation that treats each channel alone moves before a concatenation.
@Suite struct SinkConcatenationsTests {
  @Test func depthwiseConvolutionReadsTheParts() throws {
    var graph = try parts()
    let joined = try graph.append("join", .concat, inputs: [1, 2])
    let large = try graph.append("large", .resize(resize), inputs: [joined])
    let deep = try graph.append("deep", .convolution(depthwise(8)), inputs: [large])
    let scaled = try graph.append("norm", .affine(affine(8)), inputs: [deep])
    let slope = try graph.append("prelu", .pointwise(.prelu(slopes: slopes(8))), inputs: [scaled])
    graph.output = try graph.append("end", .convolution(dense(8)), inputs: [slope])
    let twice = ["bilinear resize", "depthwise convolution", "affine", "PReLU"].flatMap { [$0, $0] }
    let sunk = try expectSame(graph, ["convolution", "convolution"] + twice + ["concat", "convolution"])
    #expect(sunk.nodes.suffix(2).map(\.inputs) == [[sunk.nodes[8].output, sunk.nodes[9].output], [slope]])
    #expect(Set(sunk.nodes.map(\.output)).count == sunk.nodes.count)
  }

  /// After that they are heads of the two convolutions.
  @Test func activationsStandBehindTheConvolutions() throws {
    var graph = try parts()
    let joined = try graph.append("join", .concat, inputs: [1, 2])
    let scaled = try graph.append("norm", .affine(affine(8)), inputs: [joined])
    let relu = try graph.append("relu", .leakyRelu(slope: 0), inputs: [scaled])
    graph.output = try graph.append("end", .convolution(dense(8)), inputs: [relu])
    try expectSame(
      graph, ["convolution", "convolution", "affine", "affine", "ReLU", "ReLU", "concat", "convolution"])
  }

  @Test func whatIsReadTwiceStays() throws {
    var graph = try parts()
    let joined = try graph.append("join", .concat, inputs: [1, 2])
    let deep = try graph.append("deep", .convolution(depthwise(8)), inputs: [joined])
    graph.output = try graph.append("sum", .add, inputs: [deep, joined])
    #expect(Passes.sinkConcatenations(graph) == graph)
    // something else reads this part too, so the convolution would have to write two tensors instead of one
    var other = try parts()
    let pair = try other.append("join", .concat, inputs: [1, 2])
    let relu = try other.append("relu", .leakyRelu(slope: 0), inputs: [pair])
    other.output = try other.append("again", .concat, inputs: [relu, 1])
    #expect(Passes.sinkConcatenations(other) == other)
  }

  @Test func otherReadersStay() throws {
    var graph = try parts()
    let joined = try graph.append("join", .concat, inputs: [1, 2])
    let large = try graph.append("large", .resize(resize), inputs: [joined])
    graph.output = try graph.append("end", .convolution(dense(8)), inputs: [large])
    #expect(Passes.sinkConcatenations(graph) == graph)
  }

  /// A depthwise convolution of one channel is a dense one.
  @Test func onePlaneStays() throws {
    var graph = try parts()
    let joined = try graph.append("join", .concat, inputs: [1, 3])
    graph.output = try graph.append("deep", .convolution(depthwise(6)), inputs: [joined])
    #expect(Passes.sinkConcatenations(graph) == graph)
  }

  @Test func aQuantisedFileStays() throws {
    var graph = try parts()
    let joined = try graph.append("join", .concat, inputs: [1, 2])
    graph.output = try graph.append("deep", .convolution(depthwise(8)), inputs: [joined])
    graph.quantisations[joined] = StatedQuantisation(scale: 1, zeroPoint: 0)
    #expect(Passes.sinkConcatenations(graph) == graph)
  }

  /// The values 1, 2 and 3 with 5, 3 and 1 channels.
  private func parts() throws -> Graph {
    var graph = Graph(name: "parts", input: GraphInput(name: "x", channels: 3, height: 5, width: 7))
    for outputs in [5, 3, 1] {
      let convolution = dense(3, outputs: outputs)
      try graph.append("part of \(outputs)", .convolution(convolution), inputs: [0])
    }
    return graph
  }

  private let resize = Resize(
    mode: .linear, coordinates: .halfPixel, output: Extent(height: 10, width: 14), scaleY: 2, scaleX: 2)

  private func dense(_ inputs: Int, outputs: Int = 2) -> Convolution {
    var random = SplitMix64(seed: UInt64(outputs))
    return Convolution(
      outputChannels: outputs, inputChannels: inputs, kernel: Extent(height: 1, width: 1),
      weights: random.floats(inputs * outputs), bias: random.floats(outputs))
  }

  private func depthwise(_ channels: Int) -> Convolution {
    var random = SplitMix64(seed: 41)
    return Convolution(
      outputChannels: channels, inputChannels: channels, kernel: Extent(height: 3, width: 3), padding: Padding(all: 1),
      groups: channels, weights: random.floats(9 * channels), bias: random.floats(channels))
  }

  private func affine(_ channels: Int) -> Affine {
    Affine(scale: (0..<channels).map { 1 + Double($0) / 4 }, shift: (0..<channels).map { Double($0) / 8 - 0.5 })
  }

  private func slopes(_ channels: Int) -> [Float] { (0..<channels).map { Float($0) / 9 } }

  @discardableResult
  private func expectSame(_ graph: Graph, _ titles: [String]) throws -> Graph {
    let graph = Passes.removeDeadEnds(graph)
    let result = Passes.sinkConcatenations(graph)
    #expect(result.nodes.map(\.operation.title) == titles)
    var random = SplitMix64(seed: 31)
    let frame = random.floats(graph.input.shape.elementCount)
    #expect(try FloatExecutor(graph: result).run(frame) == FloatExecutor(graph: graph).run(frame))
    return result
  }
}
