import Randomness
import Testing

@testable import FloatReference
@testable import GraphPasses
@testable import NetworkGraph

/// A convolution of a map that was enlarged twice becomes a transposed convolution of the small map.
@Suite struct FoldUpsamplingsTests {
  /// Odd sizes, even and large kernels, borders on some sides only.
  @Test(arguments: [
    (Extent(height: 3, width: 3), Padding(all: 1)), (Extent(height: 3, width: 3), Padding()),
    (Extent(height: 2, width: 2), Padding(bottom: 1, right: 1)), (Extent(height: 5, width: 5), Padding(all: 2)),
    (Extent(height: 1, width: 3), Padding(left: 2)), (Extent(height: 4, width: 3), Padding(top: 3, bottom: 1)),
  ])
  func resultIsTheSame(_ kernel: Extent, _ padding: Padding) throws {
    for coordinates in [Resize.Coordinates.asymmetric, .halfPixel] {
      let graph = try graph(resize(coordinates), kernel, padding)
      let folded = Passes.foldUpsamplings(graph)
      #expect(folded.nodes.map(\.operation.title) == ["convolution", "transposed convolution", "ReLU"])
      #expect(folded.nodes[1].multiplyAccumulates(in: folded) < graph.nodes[2].multiplyAccumulates(in: graph))
      let (expected, found) = (try run(graph), try run(folded))
      #expect(zip(expected, found).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(folded.shapes == graph.shapes)
    }
  }

  /// Other resizes, and convolutions with strides, stay as they are.
  @Test func whatIsNoRepetitionStays() throws {
    let (three, one) = (Extent(height: 3, width: 3), Padding(all: 1))
    var linear = resize(.asymmetric)
    linear.mode = .linear
    // rounding up shifts by one element
    var shifted = resize(.asymmetric)
    shifted.rounding = .ceil
    var larger = resize(.asymmetric)
    (larger.output, larger.scaleY, larger.scaleX) = (Extent(height: 15, width: 21), 3, 3)
    for resize in [linear, shifted, larger] {
      let graph = try graph(resize, three, one)
      #expect(Passes.foldUpsamplings(graph) == graph)
    }
    let stepping = try graph(resize(.asymmetric), three, one, stride: 2)
    #expect(Passes.foldUpsamplings(stepping) == stepping)
    let wide = try graph(resize(.asymmetric), three, Padding(all: 3))
    #expect(Passes.foldUpsamplings(wide) == wide)
  }

  @Test func aMapThatIsReadTwiceStays() throws {
    var graph = try graph(resize(.asymmetric), Extent(height: 3, width: 3), Padding(all: 1))
    graph.output = try graph.append("join", .concat, inputs: [graph.output, graph.nodes[1].output])
    #expect(Passes.foldUpsamplings(graph) == graph)
  }

  @Test func logitsStayAConvolutions() throws {
    var graph = try graph(resize(.asymmetric), Extent(height: 3, width: 3), Padding(all: 1))
    graph.output = graph.nodes[2].output
    graph.nodes.removeLast()
    #expect(Passes.foldUpsamplings(graph) == graph)
  }

  @Test func aQuantisedFilesWeightsStayOnTheirGrid() throws {
    var graph = try graph(resize(.asymmetric), Extent(height: 3, width: 3), Padding(all: 1))
    graph.quantisations[1] = StatedQuantisation(scale: 1, zeroPoint: 0)
    #expect(Passes.foldUpsamplings(graph) == graph)
  }

  private func resize(_ coordinates: Resize.Coordinates) -> Resize {
    Resize(
      mode: .nearest, coordinates: coordinates, rounding: coordinates == .asymmetric ? .floor : .preferFloor,
      output: Extent(height: 10, width: 14), scaleY: 2, scaleX: 2)
  }

  /// convolution, resize, convolution, ReLU on a frame of 5x7
  private func graph(_ resize: Resize, _ kernel: Extent, _ padding: Padding, stride: Int = 1) throws -> Graph {
    var random = SplitMix64(seed: 7)
    var graph = Graph(
      name: "up", input: GraphInput(name: "x", channels: 2, height: 5, width: 7))
    let first = Convolution(
      outputChannels: 4, inputChannels: 2, kernel: Extent(height: 1, width: 1), weights: random.floats(8),
      bias: random.floats(4))
    let second = Convolution(
      outputChannels: 3, inputChannels: 4, kernel: kernel, stride: Extent(height: stride, width: stride),
      padding: padding, weights: random.floats(12 * kernel.count), bias: random.floats(3))
    let small = try graph.append("first", .convolution(first), inputs: [0])
    let large = try graph.append("large", .resize(resize), inputs: [small])
    let raw = try graph.append("second", .convolution(second), inputs: [large])
    graph.output = try graph.append("relu", .leakyRelu(slope: 0), inputs: [raw])
    return graph
  }

  private func run(_ graph: Graph) throws -> [Float] {
    var random = SplitMix64(seed: 8)
    return try FloatExecutor(graph: graph).run(random.floats(graph.input.shape.elementCount))
  }
}
