import Randomness
import Testing

@testable import FloatReference
@testable import GraphPasses
@testable import NetworkGraph

@Suite struct PassTests {
  @Test func affineIsFoldedIntoAConvolution() throws {
    var graph = start()
    let raw = try graph.append("conv", .convolution(convolution()), inputs: [0])
    graph.output = try graph.append("norm", .affine(affine), inputs: [raw])
    let folded = try Passes.foldAffines(graph)
    #expect(folded.nodes.map(\.operation.title) == ["convolution"])
    #expect(folded.output == graph.output)
    try expectSameLogits(graph, folded)
  }

  @Test func affineIsFoldedIntoATransposedConvolution() throws {
    var random = SplitMix64(seed: 20)
    var graph = start()
    let up = TransposedConvolution(
      outputChannels: 3, inputChannels: 2, kernel: Extent(height: 3, width: 3), padding: Padding(all: 1),
      outputPadding: Extent(height: 1, width: 1), weights: random.floats(54), bias: random.floats(3))
    let raw = try graph.append("up", .transposedConvolution(up), inputs: [0])
    graph.output = try graph.append("norm", .affine(affine), inputs: [raw])
    let folded = try Passes.foldAffines(graph)
    #expect(folded.nodes.map(\.operation.title) == ["transposed convolution"])
    try expectSameLogits(graph, folded)
  }

  /// It is rounded once, from Double: 0.1 * 3 in Float arithmetic is another number.
  @Test func foldingIsDoneInDouble() {
    let convolution = Convolution(
      outputChannels: 1, inputChannels: 1, kernel: Extent(height: 1, width: 1), weights: [3], bias: [5])
    let scaled = convolution.scaled(by: Affine(scale: [0.1], shift: [1e-9]))
    #expect(scaled.weights == [Float(0.1 * 3)])
    #expect(scaled.bias == [Float(0.1 * 5 + 1e-9)])
  }

  @Test func affineBehindARawSkipStays() throws {
    var graph = start()
    let raw = try graph.append("conv", .convolution(convolution()), inputs: [0])
    let normal = try graph.append("norm", .affine(affine), inputs: [raw])
    graph.output = try graph.append("join", .concat, inputs: [normal, raw])
    #expect(try Passes.standard(graph).nodes == graph.nodes)
  }

  @Test func affineBehindTheOutputItselfStays() throws {
    var graph = start()
    graph.output = try graph.append("conv", .convolution(convolution()), inputs: [0])
    _ = try graph.append("norm", .affine(affine), inputs: [graph.output])
    #expect(try Passes.foldAffines(graph).nodes.count == 2)
  }

  @Test func affineThatLeavesTheRangeOfFloatIsNamed() throws {
    var graph = start()
    let raw = try graph.append("conv", .convolution(convolution()), inputs: [0])
    graph.output = try graph.append("norm", .affine(Affine(scale: [1e40, 1, 1], shift: [0, 0, 0])), inputs: [raw])
    let error = #expect(throws: ConversionError.self) { try Passes.foldAffines(graph) }
    #expect(error?.message.contains("'norm'") == true)
  }

  @Test func affinesInARowBecomeOne() throws {
    var graph = start()
    let a = try graph.append("sub", .affine(Affine(scale: [1, 1], shift: [-2, 3])), inputs: [0])
    let b = try graph.append("div", .affine(Affine(scale: [0.5, 4], shift: [0, 0])), inputs: [a])
    let c = try graph.append("add", .affine(Affine(scale: [1, 1], shift: [1, 1])), inputs: [b])
    graph.output = try graph.append("relu", .leakyRelu(slope: 0), inputs: [c])
    let merged = Passes.mergeAffines(graph)
    #expect(merged.nodes.map(\.name) == ["add", "relu"])
    #expect(merged.nodes.first?.operation == .affine(Affine(scale: [0.5, 4], shift: [0, 13])))
    try expectSameLogits(graph, merged)
  }

  @Test func normalisationOfTheFileIsOneAffineOnTheInput() throws {
    var maker = ModelMaker()
    maker.tensor("mean", [1, 3, 1, 1], [104, 106, 105])
    maker.tensor("std", [3, 1, 1], [75, 77, 76])
    maker.node("Sub", ["x", "mean"], "a")
    maker.node("Div", ["a", "std"], "b")
    maker.convolution("b", "y")
    let graph = try Passes.standard(maker.graph())
    #expect(graph.nodes.map(\.operation.title) == ["affine", "convolution"])
    #expect(graph.nodes[0].inputs == [0])
    #expect(
      graph.nodes[0].operation
        == .affine(Affine(scale: [1 / 75, 1 / 77, 1 / 76], shift: [-104 / 75, -106 * (1 / 77), -105 * (1 / 76)])))
  }

  @Test func affineReadTwiceIsNotMerged() throws {
    var graph = start()
    let a = try graph.append("a", .affine(Affine(scale: [1, 1], shift: [-2, 3])), inputs: [0])
    let b = try graph.append("b", .affine(Affine(scale: [2, 2], shift: [0, 0])), inputs: [a])
    graph.output = try graph.append("join", .concat, inputs: [a, b])
    #expect(Passes.mergeAffines(graph) == graph)
  }

  @Test func identitiesAreRemoved() throws {
    var graph = start()
    let a = try graph.append("i1", .identity, inputs: [0])
    let b = try graph.append("i2", .identity, inputs: [a])
    let c = try graph.append("relu", .leakyRelu(slope: 0.1), inputs: [b])
    graph.output = try graph.append("i3", .identity, inputs: [c])
    let removed = Passes.removeIdentities(graph)
    #expect(removed.nodes.map(\.name) == ["relu"])
    #expect(removed.nodes[0].inputs == [0] && removed.output == c)
    try expectSameLogits(graph, removed)
  }

  @Test func deadEndsAreRemoved() throws {
    var graph = start()
    graph.output = try graph.append("used", .leakyRelu(slope: 0.1), inputs: [0])
    let dead = try graph.append("dead", .leakyRelu(slope: 0), inputs: [graph.output])
    _ = try graph.append("deader", .leakyRelu(slope: 0), inputs: [dead])
    #expect(Passes.removeDeadEnds(graph).nodes.map(\.name) == ["used"])
  }

  @Test func classifierEndIsDropped() throws {
    var graph = start()
    let logits = try graph.append("conv", .convolution(convolution()), inputs: [0])
    let soft = try graph.append("soft", .classifierEnd(.softmax), inputs: [logits])
    let best = try graph.append("best", .classifierEnd(.argMax), inputs: [soft])
    graph.output = try graph.append("cast", .classifierEnd(.rearranged), inputs: [best])
    let dropped = try Passes.dropClassifierEnd(graph)
    #expect(dropped.nodes.map(\.name) == ["conv"] && dropped.output == logits)
  }

  @Test func networkOfNothingIsRefused() throws {
    var graph = start()
    graph.output = try graph.append("identity", .identity, inputs: [0])
    #expect(throws: ConversionError.self) { try Passes.standard(graph) }
  }

  private let affine = Affine(scale: [2, -0.25, 0], shift: [1, 0, -3])

  private func start() -> Graph {
    Graph(name: "test", input: GraphInput(name: "x", channels: 2, height: 5, width: 6))
  }

  private func convolution() -> Convolution {
    var random = SplitMix64(seed: 21)
    return Convolution(
      outputChannels: 3, inputChannels: 2, kernel: Extent(height: 3, width: 3), padding: Padding(all: 1),
      weights: random.floats(54), bias: random.floats(3))
  }

  private func expectSameLogits(_ a: Graph, _ b: Graph) throws {
    var random = SplitMix64(seed: 22)
    let frame = random.floats(a.input.shape.elementCount)
    #expect(distance(try FloatExecutor(graph: b).run(frame), try FloatExecutor(graph: a).run(frame)) < 1e-5)
  }
}
