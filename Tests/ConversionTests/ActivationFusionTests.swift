import Foundation
import Randomness
import Testing

@testable import FloatReference
@testable import GraphPasses
@testable import NetworkGraph

@Suite struct ActivationFusionTests {
  typealias Build = @Sendable (_ graph: inout Graph, _ x: Int) throws -> Int

  static let written: [(Pointwise, Build)] = [
    (.silu, { graph, x in try graph.append("m", .multiply, inputs: [x, sigmoid(&graph, x)]) }),
    (.silu, { graph, x in try graph.append("m", .multiply, inputs: [sigmoid(&graph, x), x]) }),
    (.hardSwish, { graph, x in try sixth(&graph, graph.append("m", .multiply, inputs: [x, clipped(&graph, x)])) }),
    (.hardSwish, { graph, x in try graph.append("m", .multiply, inputs: [x, sixth(&graph, clipped(&graph, x))]) }),
    (.hardSwish, { graph, x in try graph.append("m", .multiply, inputs: [sixth(&graph, x), clipped(&graph, x)]) }),
    (
      .hardSwish,
      { graph, x in
        let gate = try graph.append("h", .pointwise(.hardSigmoid(alpha: 1 / 6, beta: 0.5)), inputs: [x])
        return try graph.append("m", .multiply, inputs: [x, gate])
      }
    ),
    (.hardSigmoid(alpha: 1 / 6, beta: 0.5), { graph, x in try sixth(&graph, clipped(&graph, x)) }),
    (
      .gelu(approximate: false),
      { graph, x in
        let erf = try graph.append("e", .pointwise(.erf), inputs: [affine(&graph, x, 1 / 2.0.squareRoot(), 0)])
        let product = try graph.append("m", .multiply, inputs: [x, affine(&graph, erf, 1, 1)])
        return try affine(&graph, product, 0.5, 0)
      }
    ),
    (
      .gelu(approximate: true),
      { graph, x in
        let square = try graph.append("q", .multiply, inputs: [x, x])
        let cube = try affine(&graph, graph.append("c", .multiply, inputs: [square, x]), 0.044715, 0)
        let inner = try affine(&graph, graph.append("s", .add, inputs: [x, cube]), (2 / Double.pi).squareRoot(), 0)
        let tanh = try affine(&graph, graph.append("t", .pointwise(.tanh), inputs: [inner]), 1, 1)
        return try graph.append("m", .multiply, inputs: [affine(&graph, x, 0.5, 0), tanh])
      }
    ),
    (
      .mish,
      { graph, x in
        let tanh = try graph.append(
          "t", .pointwise(.tanh), inputs: [graph.append("p", .pointwise(.softplus), inputs: [x])])
        return try graph.append("m", .multiply, inputs: [x, tanh])
      }
    ),
    (
      .clip(low: 0, high: 6),
      { graph, x in
        let relu = try graph.append("r", .leakyRelu(slope: 0), inputs: [x])
        return try graph.append("c", .pointwise(.clip(low: -.infinity, high: 6)), inputs: [relu])
      }
    ),
  ]

  @Test(arguments: written.indices)
  func writtenOutActivationBecomesOne(_ index: Int) throws {
    let (function, build) = ActivationFusionTests.written[index]
    var graph = start()
    let x = try graph.append("conv", .convolution(convolution), inputs: [0])
    graph.output = try graph.append("next", .convolution(convolution), inputs: [build(&graph, x)])
    let fused = try Passes.standard(graph)
    #expect(
      fused.nodes.map(\.operation) == [.convolution(convolution), .pointwise(function), .convolution(convolution)])
    var random = SplitMix64(seed: 5)
    let frame = random.floats(graph.input.shape.elementCount)
    #expect(try distance(FloatExecutor(graph: fused).run(frame), FloatExecutor(graph: graph).run(frame)) < 1e-5)
  }

  /// A part that something else reads stays; the activation still reads the value itself.
  @Test func partThatIsReadElsewhereStays() throws {
    var graph = start()
    let gate = try sigmoid(&graph, 0)
    let silu = try graph.append("silu", .multiply, inputs: [0, gate])
    graph.output = try graph.append("join", .concat, inputs: [silu, gate])
    #expect(Passes.fuseActivations(graph).nodes.map(\.operation.title) == ["sigmoid", "SiLU", "concat"])
  }

  /// These are nearly activations: another factor, another value's gate, factors that differ between channels.
  @Test func whatIsNoActivationStays() throws {
    var graph = start()
    let near = try graph.append("a", .multiply, inputs: [0, sigmoid(&graph, affine(&graph, 0, 1.001, 0))])
    let relu = try graph.append("r", .leakyRelu(slope: 0), inputs: [0])
    let other = try graph.append("b", .multiply, inputs: [relu, sigmoid(&graph, 0)])
    let unlike = try graph.append("u", .affine(Affine(scale: [1, 1, 2], shift: [0, 0, 0])), inputs: [0])
    let third = try graph.append("c", .multiply, inputs: [0, sigmoid(&graph, unlike)])
    graph.output = try graph.append("join", .concat, inputs: [near, other, third])
    #expect(Passes.fuseActivations(graph).nodes == graph.nodes)
  }

  private func start() -> Graph {
    Graph(name: "one", input: GraphInput(name: "x", channels: 3, height: 5, width: 7))
  }

  private var convolution: Convolution {
    var random = SplitMix64(seed: 3)
    return Convolution(
      outputChannels: 3, inputChannels: 3, kernel: Extent(height: 1, width: 1),
      weights: random.floats(9).map { 3 * $0 },
      bias: random.floats(3))
  }
}

private func affine(_ graph: inout Graph, _ x: Int, _ scale: Double, _ shift: Double) throws -> Int {
  let channels = graph.shapes[x].channels
  let affine = Affine(
    scale: [Double](repeating: scale, count: channels), shift: [Double](repeating: shift, count: channels))
  return try graph.append("affine\(graph.nodes.count)", .affine(affine), inputs: [x])
}

private func sixth(_ graph: inout Graph, _ x: Int) throws -> Int { try affine(&graph, x, 1 / 6, 0) }

private func sigmoid(_ graph: inout Graph, _ x: Int) throws -> Int {
  try graph.append("sigmoid\(graph.nodes.count)", .pointwise(.sigmoid), inputs: [x])
}

private func clipped(_ graph: inout Graph, _ x: Int) throws -> Int {
  try graph.append("clip", .pointwise(.clip(low: 0, high: 6)), inputs: [affine(&graph, x, 1, 3)])
}
