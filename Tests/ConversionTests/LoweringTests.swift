import Model
import Testing

@testable import Conversion

/// What becomes of a graph, and what is refused with the node's name.
@Suite struct LoweringTests {
  private static func convolution(_ inputs: Int, _ outputs: Int, stride: Int = 1) -> Operation {
    .convolution(
      Convolution(
        outputChannels: outputs, inputChannels: inputs, kernel: Extent(height: 1, width: 1),
        stride: Extent(height: stride, width: stride), weights: [Float](repeating: 0.1, count: inputs * outputs),
        bias: [Float](repeating: 0, count: outputs)))
  }

  private static let affine = Operation.affine(Affine(scale: [2, -1, 0, 1], shift: [1, 0, 3, 0]))

  private static func graph(_ build: (inout Graph, _ value: Int) throws -> Int) throws -> Graph {
    var graph = Graph(name: "g", input: GraphInput(name: "frame", channels: 3, height: 8, width: 8))
    let first = try graph.append("first", convolution(3, 4), inputs: [0])
    graph.output = try build(&graph, first)
    return graph
  }

  private static func lowered(_ build: (inout Graph, _ value: Int) throws -> Int) throws -> LoweredNetwork {
    try Lowering.lower(Passes.standard(graph(build)), normalisation: .unit)
  }

  private func refusal(_ build: (inout Graph, _ value: Int) throws -> Int) -> String? {
    do {
      _ = try Self.lowered(build)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func rawSkipBecomesASecondHead() throws {
    let network = try Self.lowered { graph, first in
      let normalised = try graph.append("norm", Self.affine, inputs: [first])
      let active = try graph.append("act", .leakyRelu(slope: 0.3), inputs: [normalised])
      let joined = try graph.append("join", .concat, inputs: [first, active])
      return try graph.append("last", Self.convolution(8, 2), inputs: [joined])
    }
    #expect(network.steps.map(\.kind) == [.convolution, .classifier])
    #expect(network.steps[0].heads.map(\.transform.slope) == [nil, Double(Float(0.3))])
    #expect(network.steps[0].heads[1].transform.affine.scale == [2, -1, 0, 1])
    #expect(network.steps[1].sources == network.steps[0].heads.map(\.segment))
  }

  @Test func affineOnTheFrameBecomesNormalisation() throws {
    var graph = Graph(name: "g", input: GraphInput(name: "frame", channels: 3, height: 8, width: 8))
    let scaled = try graph.append(
      "norm", .affine(Affine(scale: [1 / 70, 1 / 71, 1 / 72], shift: [-100 / 70, -110 / 71, -120 / 72])), inputs: [0])
    graph.output = try graph.append("last", Self.convolution(3, 2), inputs: [scaled])
    let pixels = Normalisation(mean: [0, 0, 0], standardDeviation: [1, 1, 1])
    let normalisation = try Lowering.lower(graph, normalisation: pixels).normalisation
    for (got, expected) in zip(normalisation.mean, [100.0, 110, 120]) { #expect(abs(got - expected) < 1e-9) }
    for (got, expected) in zip(normalisation.standardDeviation, [70.0, 71, 72]) { #expect(abs(got - expected) < 1e-9) }
  }

  @Test func poolingOfAConcatenationIsPoolingOfEach() throws {
    let network = try Self.lowered { graph, first in
      let other = try graph.append("other", Self.convolution(3, 5), inputs: [0])
      let joined = try graph.append("join", .concat, inputs: [first, other])
      let two = Extent(height: 2, width: 2)
      let pooled = try graph.append("pool", .maxPool(MaxPool(kernel: two, stride: two)), inputs: [joined])
      return try graph.append("last", Self.convolution(9, 2), inputs: [pooled])
    }
    #expect(network.steps.count == 5)
    #expect(network.steps[4].sources.map { network.segments[$0].shape.channels } == [4, 5])
    #expect(network.segments[3].sharesQuantisationWith == 1)
  }

  @Test func whatTheEngineCannotDoIsNamed() {
    let two = Extent(height: 2, width: 2)
    let afterPool = refusal { graph, first in
      let pooled = try graph.append("pool", .maxPool(MaxPool(kernel: two, stride: two)), inputs: [first])
      let active = try graph.append("late", .leakyRelu(slope: 0), inputs: [pooled])
      return try graph.append("last", Self.convolution(4, 2), inputs: [active])
    }
    #expect(afterPool?.contains("'late'") == true)
    let pooledFrame = refusal { graph, _ in
      let pooled = try graph.append("small", .maxPool(MaxPool(kernel: two, stride: two)), inputs: [0])
      return try graph.append("last", Self.convolution(3, 2), inputs: [pooled])
    }
    #expect(pooledFrame?.contains("'small'") == true)
    let threeForms = refusal { graph, first in
      let a = try graph.append("a", .leakyRelu(slope: 0), inputs: [first])
      let b = try graph.append("b", .leakyRelu(slope: 0.5), inputs: [first])
      let joined = try graph.append("join", .concat, inputs: [first, a, b])
      return try graph.append("last", Self.convolution(12, 2), inputs: [joined])
    }
    #expect(threeForms?.contains("'first'") == true && threeForms?.contains("3 different forms") == true)
    let activatedOutput = refusal { graph, first in
      let last = try graph.append("last", Self.convolution(4, 2), inputs: [first])
      return try graph.append("end", .leakyRelu(slope: 0), inputs: [last])
    }
    #expect(activatedOutput?.contains("'last'") == true)
    let longStride = refusal { graph, first in
      try graph.append("far", Self.convolution(4, 2, stride: 17), inputs: [first])
    }
    #expect(longStride?.contains("'far'") == true)
  }
}
