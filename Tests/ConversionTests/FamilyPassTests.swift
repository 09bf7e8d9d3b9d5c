import Foundation
import Randomness
import Testing

@testable import FloatReference
@testable import GraphPasses
@testable import NetworkGraph

/// The passes for pads, gates and binary heads: the result stays the same, and the node is gone.
@Suite struct FamilyPassTests {
  private let three = Extent(height: 3, width: 3)
  private let two = Extent(height: 2, width: 2)
  private let sides = Padding(top: 1, left: 0, bottom: 2, right: 1)

  @Test func padBecomesAConvolutionsOwn() throws {
    var graph = start()
    let padded = try graph.append("pad", .pad(sides, value: 0), inputs: [0])
    let again = try graph.append("again", .pad(sides, value: 0), inputs: [padded])
    graph.output = try graph.append("conv", .convolution(convolution(padding: Padding(all: 1))), inputs: [again])
    let folded = try expectSame(graph, Passes.foldPads, ["convolution"])
    let convolution = try #require(folded.nodes[0].operation.convolution)
    #expect(convolution.padding == Padding(top: 3, left: 1, bottom: 5, right: 3))
  }

  /// A channel of zeros is no part of an order that moves past an operation which turns zeros into something else.
  @Test func channelsOfZerosStayBeforeWhatReadsThem() throws {
    for order in [[nil, 0, 1, 2, nil], [0, 1, 2, nil], [2, 0, 1]] as [[Int?]] {
      let count = order.count
      let weights: [Float] = order.flatMap { source in (0..<3).map { $0 == source ? 1 : 0 } }
      let zeros = [Float](repeating: 0, count: count)
      let readers: [NetworkGraph.Operation] = [
        .pointwise(.softplus), .affine(Affine(scale: order.map { _ in 2 }, shift: order.map { Double($0 ?? 5) + 1 })),
        .pad(sides, value: 1), .maxPool(MaxPool(kernel: two, stride: two)),
        .convolution(
          Convolution(
            outputChannels: count, inputChannels: count, kernel: Extent(height: 1, width: 1), groups: count,
            weights: zeros.indices.map { Float($0 + 1) }, bias: zeros.indices.map { Float($0) })),
      ]
      for reader in readers {
        var graph = start()
        let swap = Convolution(
          outputChannels: count, inputChannels: 3, kernel: Extent(height: 1, width: 1), weights: weights, bias: zeros)
        let ordered = try graph.append("order", .convolution(swap), inputs: [0])
        graph.output = try graph.append("reader", reader, inputs: [ordered])
        let titles = ["convolution", reader.title]
        try expectSame(graph, Passes.foldChannelOrders, order.contains(nil) ? titles : titles.reversed())
      }
    }
  }

  @Test func padOfAnotherValueStays() throws {
    var graph = start()
    let padded = try graph.append("pad", .pad(sides, value: 1), inputs: [0])
    graph.output = try graph.append("conv", .convolution(convolution()), inputs: [padded])
    try expectSame(graph, Passes.foldPads, ["pad", "convolution"])
  }

  /// A zero is never larger than a ReLU's results; it may be larger than others.
  @Test(arguments: [(true, Float(0), true), (false, 0, false), (false, -Float.infinity, true), (true, 1, false)])
  func padBecomesAMaxPools(_ hasRelu: Bool, _ value: Float, _ folds: Bool) throws {
    var graph = start()
    var last = 0
    if hasRelu { last = try graph.append("relu", .leakyRelu(slope: 0), inputs: [0]) }
    last = try graph.append("pad", .pad(sides, value: value), inputs: [last])
    graph.output = try graph.append("pool", .maxPool(MaxPool(kernel: three, stride: two)), inputs: [last])
    let before = (hasRelu ? ["ReLU"] : []) + (folds ? [] : ["pad"])
    if value.isFinite {
      try expectSame(graph, Passes.foldPads, before + ["max-pool"])
    } else {
      #expect(Passes.foldPads(graph).nodes.map(\.operation.title) == before + ["max-pool"])
    }
  }

  @Test(arguments: [(Padding(), false, true), (Padding(all: 1), true, false), (Padding(all: 1), false, false)])
  func padBecomesAnAveragePools(_ padding: Padding, _ counts: Bool, _ folds: Bool) throws {
    var graph = start()
    let padded = try graph.append("pad", .pad(sides, value: 0), inputs: [0])
    let pool = AveragePool(kernel: three, stride: two, padding: padding, countsPadding: counts)
    graph.output = try graph.append("pool", .averagePool(pool), inputs: [padded])
    try expectSame(graph, Passes.foldPads, folds ? ["average-pool"] : ["pad", "average-pool"])
  }

  @Test(arguments: [NetworkGraph.Operation.add, .multiply])
  func gateIsReadAsItIs(_ operation: NetworkGraph.Operation) throws {
    var graph = start()
    let mean = try graph.append("mean", .globalAveragePool, inputs: [0])
    let resize = Resize(
      mode: .nearest, coordinates: .asymmetric, output: Extent(height: 9, width: 11), scaleY: 9, scaleX: 11)
    let wide = try graph.append("expand", .resize(resize), inputs: [mean])
    graph.output = try graph.append("gate", operation, inputs: [wide, 0])
    let folded = try expectSame(graph, Passes.foldGates, ["global average-pool", operation.title])
    #expect(folded.nodes[1].inputs == [0, mean])
  }

  @Test func binaryHeadGetsAChannelOfZeros() throws {
    var graph = start()
    let logit = try graph.append("head", .convolution(convolution(outputs: 1)), inputs: [0])
    let resize = Resize(
      mode: .linear, coordinates: .halfPixel, output: Extent(height: 14, width: 18), scaleY: 2, scaleX: 2)
    let large = try graph.append("large", .resize(resize), inputs: [logit])
    graph.output = try graph.append("sigmoid", .pointwise(.sigmoid), inputs: [large])
    let wide = try Passes.standard(graph)
    #expect(wide.nodes.map(\.operation.title) == ["convolution", "bilinear resize"])
    #expect(wide.shapes[wide.output] == Shape(channels: 2, height: 14, width: 18))
    let (frame, plane) = (try frame(of: graph), 14 * 18)
    let (both, probability) = (try FloatExecutor(graph: wide).run(frame), try FloatExecutor(graph: graph).run(frame))
    #expect(both[..<plane].allSatisfy { $0 == 0 })
    #expect(Set(probability.map { $0 > 0.5 }).count == 2)
    for pixel in 0..<plane { #expect((both[plane + pixel] > 0) == (probability[pixel] > 0.5)) }
  }

  /// If no convolution can make the two channels, one after the end does.
  @Test func binaryHeadBehindSomethingElseIsWidenedToo() throws {
    var graph = start()
    let logit = try graph.append("head", .convolution(convolution(outputs: 1)), inputs: [0])
    graph.output = try graph.append("scaled", .leakyRelu(slope: 0.5), inputs: [logit])
    let wide = try Passes.widenBinaryHead(graph)
    #expect(wide.shapes[wide.output].channels == 2)
    let (frame, plane) = (try frame(of: graph), graph.shapes[graph.output].planeCount)
    let both = try FloatExecutor(graph: wide).run(frame)
    #expect(both[..<plane].allSatisfy { $0 == 0 })
    #expect(Array(both[plane...]) == (try FloatExecutor(graph: graph).run(frame)))
    // the raw logit is read twice, so the convolution itself must keep its one channel
    graph.output = try graph.append("sum", .add, inputs: [logit, graph.output])
    #expect(try Passes.widenBinaryHead(graph).nodes.first == graph.nodes.first)
  }

  @Test func historySaysWhatWasDone() throws {
    var graph = start()
    let padded = try graph.append("pad", .pad(sides, value: 0), inputs: [0])
    graph.output = try graph.append("conv", .convolution(convolution()), inputs: [padded])
    let history = try Passes.standard(graph).history
    #expect(history.first { $0.name == "pad folding" } == PassRecord(name: "pad folding", removed: 1, rewritten: 1))
    #expect(history.filter { $0.removed > 0 }.count == 1)
  }

  private func start() -> Graph {
    Graph(name: "one", input: GraphInput(name: "x", channels: 3, height: 9, width: 11))
  }

  private func convolution(outputs: Int = 3, padding: Padding = Padding()) -> Convolution {
    var random = SplitMix64(seed: 30)
    return Convolution(
      outputChannels: outputs, inputChannels: 3, kernel: three, padding: padding,
      weights: random.floats(27 * outputs), bias: [Float](repeating: 0, count: outputs))
  }

  private func frame(of graph: Graph) throws -> [Float] {
    var random = SplitMix64(seed: 31)
    return random.floats(graph.input.shape.elementCount).map { 2 * $0 - 0.3 }
  }

  @discardableResult
  private func expectSame(_ graph: Graph, _ pass: (Graph) throws -> Graph, _ titles: [String]) throws -> Graph {
    let result = try pass(graph)
    #expect(result.nodes.map(\.operation.title) == titles)
    let frame = try frame(of: graph)
    #expect(try distance(FloatExecutor(graph: result).run(frame), FloatExecutor(graph: graph).run(frame)) < 1e-5)
    return result
  }
}
