import Model
import Testing

@testable import FloatReference
@testable import GraphPasses
@testable import Lowering
@testable import NetworkGraph

/// The steps that a graph becomes, and the networks that are refused with the node's name.
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
    try Lowering.lower(Passes.standard(graph(build)), normalisation: .unit(channels: 3))
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

  private static let two = Extent(height: 2, width: 2)

  /// The converter once wrote a model for this that its own validator refused.
  @Test func aBorderThatNoModelHoldsIsNamed() {
    for (border, fits) in [(31, true), (32, false)] {
      var maker = ModelMaker()
      maker.convolution("x", "y", 3, 3, ["pads": [1, border, 1, 1]])
      do {
        _ = try Lowering.lower(Passes.standard(maker.graph()), normalisation: .unit(channels: 3))
        #expect(fits)
      } catch { #expect(!fits && error.message.contains("border of 1,32,1,1")) }
    }
  }

  /// The engine has only stride 2. Other strides become convolutions, blocks that are spread, and zeros in between, with the same result.
  @Test func aTransposedConvolutionOfAnotherStrideBecomesOthers() throws {
    for (height, width) in [(1, 1), (3, 3), (2, 4), (4, 4), (8, 8)] {
      let enlarge = TransposedConvolution(
        outputChannels: 2, inputChannels: 3, kernel: Extent(height: 5, width: 4),
        stride: Extent(height: height, width: width), padding: Padding(top: 1, left: 0, bottom: 2, right: 1),
        weights: (0..<120).map { Float($0 % 17) - 8 }, bias: [1, -2])
      var graph = Graph(name: "enlarge", input: GraphInput(name: "x", channels: 3, height: 6, width: 7))
      graph.output = try graph.append("enlarge", .transposedConvolution(enlarge), inputs: [0])
      let split = try Passes.splitWindows(graph)
      for node in split.nodes {
        guard case .transposedConvolution(let transposed) = node.operation else { continue }
        #expect(transposed.stride == Extent(height: 2, width: 2))
      }
      let frame = (0..<126).map { Float($0 % 11) }
      let (ours, expected) = (try FloatExecutor(graph: split).run(frame), try FloatExecutor(graph: graph).run(frame))
      #expect(ours == expected, "\(height)x\(width)")
    }
  }

  /// Windows and strides that no kernel has, along sides with one output and with several, with and without a border.
  @Test(arguments: [
    (18, 58, 18, 58), (58, 18, 58, 18), (20, 20, 20, 20), (36, 40, 36, 29), (3, 33, 1, 33), (35, 3, 40, 3),
  ])
  func largePoolsBecomeSmallerOnes(_ height: Int, _ width: Int, _ strideY: Int, _ strideX: Int) throws {
    let (kernel, stride) = (Extent(height: height, width: width), Extent(height: strideY, width: strideX))
    let frame = Shape(
      channels: 3, height: height == 18 ? 41 : height, width: width == 18 ? 41 : width == 20 ? 45 : width + 1)
    try expectSmall(.averagePool(AveragePool(kernel: kernel, stride: stride)), of: frame)
    try expectSmall(.maxPool(MaxPool(kernel: kernel, stride: stride)), of: frame)
    // one window that is larger than the frame
    let all = Extent(height: 40, width: 44)
    let small = Shape(channels: 3, height: 37, width: 40)
    let border = Padding(top: 2, left: 3, bottom: 1, right: 1)
    for counts in [false, true] {
      let pool = AveragePool(kernel: all, stride: all, padding: border, countsPadding: counts)
      try expectSmall(.averagePool(pool), of: small)
    }
    try expectSmall(.maxPool(MaxPool(kernel: all, stride: all, padding: border)), of: small)
  }

  /// The result is the same, with windows and strides that exist.
  private func expectSmall(_ operation: NetworkGraph.Operation, of shape: Shape) throws {
    var graph = Graph(
      name: "pool", input: GraphInput(name: "x", channels: shape.channels, height: shape.height, width: shape.width))
    graph.output = try graph.append("pool", operation, inputs: [0])
    let split = try Passes.splitWindows(graph)
    for node in split.nodes {
      if case .averagePool(let pool) = node.operation { #expect(max(pool.stride.height, pool.stride.width) <= 16) }
      guard case .maxPool(let pool) = node.operation else { continue }
      #expect(max(pool.kernel.height, pool.kernel.width) <= 31 && max(pool.stride.height, pool.stride.width) <= 16)
    }
    let frame = (0..<shape.elementCount).map { Float($0 * $0 % 61) }
    let (ours, expected) = (try FloatExecutor(graph: split).run(frame), try FloatExecutor(graph: graph).run(frame))
    #expect(ours.count == expected.count)
    #expect(zip(ours, expected).allSatisfy { abs($0 - $1) <= 1e-4 }, "\(operation)")
  }

  /// A stride that is never used does not matter.
  @Test func aStrideOverWhatIsLeftOutIsNoStride() throws {
    let network = try Self.lowered { graph, first in
      try graph.append("last", Self.convolution(4, 2, stride: 40), inputs: [first])
    }
    #expect(network.steps.count == 2)
  }

  @Test func whatStandsBehindAPoolIsAStepOfItsOwn() throws {
    let network = try Self.lowered { graph, first in
      let pooled = try graph.append("pool", .maxPool(MaxPool(kernel: Self.two, stride: Self.two)), inputs: [first])
      let normalised = try graph.append("norm", Self.affine, inputs: [pooled])
      let active = try graph.append("late", .leakyRelu(slope: 0), inputs: [normalised])
      return try graph.append("last", Self.convolution(4, 2), inputs: [active])
    }
    #expect(network.steps.count == 4 && network.steps[2].kind == .operator(.rescale(firstChannel: 0)))
    #expect(network.steps[2].heads[0].transform.affine.scale == [2, -1, 0, 1])
    #expect(network.steps[2].heads[0].transform.slope == 0)
  }

  @Test func operatorsReadTheFrameThroughAConvolution() throws {
    let network = try Self.lowered { graph, _ in
      let pooled = try graph.append("small", .maxPool(MaxPool(kernel: Self.two, stride: Self.two)), inputs: [0])
      return try graph.append("last", Self.convolution(3, 2), inputs: [pooled])
    }
    // nothing uses the first convolution of `graph`
    #expect(network.steps.map(\.name) == ["frame.tensor", "small", "last"])
    #expect(network.segments[network.steps[1].sources[0]].shape == network.segments[0].shape)
  }

  /// Two forms fit the heads; three forms are all made from the raw one.
  @Test func threeFormsAreMadeOfTheRawOne() throws {
    let network = try Self.lowered { graph, first in
      let a = try graph.append("a", .leakyRelu(slope: 0), inputs: [first])
      let b = try graph.append("b", .leakyRelu(slope: 0.5), inputs: [first])
      let joined = try graph.append("join", .concat, inputs: [first, a, b])
      return try graph.append("last", Self.convolution(12, 2), inputs: [joined])
    }
    #expect(network.steps.map(\.name) == ["first", "a", "b", "last"])
    #expect(network.steps[0].heads.count == 1 && network.steps[2].heads[0].transform.slope == 0.5)
  }

  @Test func anOutputThatIsNoConvolutionGetsOne() throws {
    let network = try Self.lowered { graph, first in
      let last = try graph.append("last", Self.convolution(4, 2), inputs: [first])
      return try graph.append("end", .leakyRelu(slope: 0), inputs: [last])
    }
    #expect(network.steps.map(\.kind) == [.convolution, .convolution, .classifier])
    #expect(network.steps[1].heads[0].transform.slope == 0)
    #expect(network.steps[2].phases[0].weights == [1, 0, 0, 1])
  }

  @Test func moreTensorsThanAConvolutionReadsAreJoined() throws {
    let network = try Self.lowered { graph, first in
      let others = try (0..<5).map { try graph.append("other\($0)", Self.convolution(3, $0 + 1), inputs: [0]) }
      let joined = try graph.append("join", .concat, inputs: [first] + others)
      return try graph.append("last", Self.convolution(19, 2), inputs: [joined])
    }
    let last = network.steps[7]
    #expect(last.kind == .classifier && last.sources.count == 4)
    #expect(last.sources.map { network.segments[$0].shape.channels } == [4, 1, 2, 12])
    #expect(network.parts(of: last.sources[3]).map(\.channels.count) == [3, 4, 5])
  }

  @Test func whatTheEngineCannotDoIsNamed() {
    let longStride = refusal { graph, first in
      let large = try graph.append("large", .pad(Padding(all: 16), value: 0), inputs: [first])
      return try graph.append("far", Self.convolution(4, 2, stride: 17), inputs: [large])
    }
    #expect(longStride?.contains("'far'") == true)
  }

  /// Depthwise weights stay as they are. With other groups, the weights of other groups are 0; between dilated taps there are zeros.
  @Test func groupsAndDilationBecomeZeros() {
    let weights = (1...16).map { Float($0) }
    let grouped = Convolution(
      outputChannels: 4, inputChannels: 4, kernel: Extent(height: 1, width: 2), groups: 2, dilationX: 2,
      weights: weights, bias: [0, 0, 0, 0]
    ).dense
    #expect(grouped.kernel == Extent(height: 1, width: 3) && grouped.groups == 1)
    #expect(Array(grouped.weights[..<12]) == [1, 0, 2, 3, 0, 4, 0, 0, 0, 0, 0, 0])
    #expect(Array(grouped.weights[24..<36]) == [0, 0, 0, 0, 0, 0, 9, 0, 10, 11, 0, 12])
  }
}
