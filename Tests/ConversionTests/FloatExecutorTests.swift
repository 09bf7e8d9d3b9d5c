import Foundation
import Randomness
import Testing

@testable import FloatReference
@testable import NetworkGraph

@Suite struct FloatExecutorTests {
  /// Compares every combination with the documentation comment's formula, summed in Double.
  @Test func convolutionsEqualTheFormula() throws {
    var random = SplitMix64(seed: 1)
    for (height, width) in [(1, 1), (5, 7), (9, 30), (13, 61)] {
      for kernel in [Extent(height: 1, width: 1), Extent(height: 3, width: 3), Extent(height: 2, width: 5)] {
        for stride in [Extent(height: 1, width: 1), Extent(height: 2, width: 2), Extent(height: 3, width: 1)] {
          for channels in [(1, 1), (3, 5), (31, 9)] {
            let convolution = Convolution(
              outputChannels: channels.1, inputChannels: channels.0, kernel: kernel, stride: stride,
              padding: Padding(top: 1, left: 2, bottom: 0, right: 3),
              weights: random.floats(channels.1 * channels.0 * kernel.count), bias: random.floats(channels.1))
            let input = Shape(channels: channels.0, height: height, width: width)
            guard height + 1 >= kernel.height else { continue }
            let frame = random.floats(input.elementCount)
            let got = try run(.convolution(convolution), input, frame)
            #expect(distance(got.values, convolution.formula(frame, input, got.shape)) < 1e-5)
          }
        }
      }
    }
  }

  @Test(arguments: [(1, 2, 2), (2, 1, 1), (3, 2, 1), (6, 1, 3), (6, 2, 2)])
  func groupsAndDilationsEqualTheFormula(_ groups: Int, _ dilationY: Int, _ dilationX: Int) throws {
    var random = SplitMix64(seed: 6)
    for outputs in [6, 12] {
      for stride in [Extent(height: 1, width: 1), Extent(height: 2, width: 3)] {
        let convolution = Convolution(
          outputChannels: outputs, inputChannels: 6, kernel: Extent(height: 3, width: 2), stride: stride,
          padding: Padding(top: 3, left: 1, bottom: 2, right: 0), groups: groups, dilationY: dilationY,
          dilationX: dilationX, weights: random.floats(outputs * 36 / groups), bias: random.floats(outputs))
        let input = Shape(channels: 6, height: 9, width: 23)
        let frame = random.floats(input.elementCount)
        let got = try run(.convolution(convolution), input, frame)
        #expect(distance(got.values, convolution.formula(frame, input, got.shape)) < 1e-5)
      }
    }
  }

  /// Large and small values of the function from which an engine's tables are made.
  @Test(arguments: [
    Pointwise.sigmoid, .tanh, .hardSigmoid(alpha: 0.3, beta: 0.4), .hardSwish, .silu, .gelu(approximate: false),
    .gelu(approximate: true), .erf, .elu(alpha: 0.7), .softplus, .mish, .clip(low: -1, high: 2),
    .prelu(slopes: [0.1, -0.2, 3]),
  ])
  func pointwiseFunctionsEqualTheirValue(_ function: Pointwise) throws {
    let shape = Shape(channels: 3, height: 1, width: 9)
    let frame: [Float] = (0..<27).map { [-100, -3.3, -0.5, -1e-4, 0, 1e-4, 0.7, 4.1, 100][$0 % 9] }
    let got = try run(.pointwise(function), shape, frame).values
    for (index, x) in frame.enumerated() {
      let value = Float(function.value(Double(x), channel: index / 9))
      #expect(abs(got[index] - value) <= 1e-6 * max(1, abs(value)))
    }
  }

  @Test func transposedConvolutionsEqualTheFormula() throws {
    var random = SplitMix64(seed: 2)
    for (height, width) in [(1, 1), (4, 7), (6, 50)] {
      for size in [2, 3] {
        for padding in [Padding(), Padding(all: 1), Padding(top: 0, left: 1, bottom: 1, right: 0)] {
          for added in [0, 1] {
            let convolution = TransposedConvolution(
              outputChannels: 5, inputChannels: 3, kernel: Extent(height: size, width: size), padding: padding,
              outputPadding: Extent(height: added, width: 1 - added), weights: random.floats(15 * size * size),
              bias: random.floats(5))
            let input = Shape(channels: 3, height: height, width: width)
            let frame = random.floats(input.elementCount)
            guard let got = try? run(.transposedConvolution(convolution), input, frame) else {
              #expect(height == 1, "only the smallest input may leave nothing")
              continue
            }
            #expect(distance(got.values, convolution.formula(frame, input, got.shape)) < 1e-5)
          }
        }
      }
    }
  }

  @Test func resultDoesNotDependOnTheThreads() throws {
    let graph = try SeedNetwork.graph(size: 40, channels: [6, 10, 12], classes: 5)
    var random = SplitMix64(seed: 3)
    let frame = random.floats(graph.input.shape.elementCount)
    let one = try FloatExecutor(graph: graph, threads: 1).run(frame)
    for threads in [2, 3, 8] {
      let executor = try FloatExecutor(graph: graph, threads: threads)
      for _ in 0..<3 { #expect(try executor.run(frame) == one) }
    }
  }

  @Test func observerSeesEveryValueOnceAndInOrder() throws {
    let graph = try SeedNetwork.graph(size: 16, channels: [4, 6], classes: 3)
    var random = SplitMix64(seed: 4)
    let frame = random.floats(graph.input.shape.elementCount)
    var seen: [Int] = []
    var last: [Float] = []
    let logits = try FloatExecutor(graph: graph).run(frame) { value, elements in
      seen.append(value)
      #expect(elements.count == graph.shapes[value].elementCount)
      if value == 0 { #expect(Array(elements) == frame) }
      last = Array(elements)
    }
    #expect(seen == [0] + graph.nodes.map(\.output))
    #expect(last == logits)
  }

  @Test func frameOfAnotherSizeIsRefused() throws {
    let graph = try SeedNetwork.graph(size: 16, channels: [4, 6], classes: 3)
    #expect(throws: ConversionError.self) { try FloatExecutor(graph: graph).run([1, 2, 3]) }
  }

  @Test func graphThatReadsAheadIsRefused() throws {
    var graph = try SeedNetwork.graph(size: 16, channels: [4, 6], classes: 3)
    graph.nodes.swapAt(0, 1)
    #expect(throws: ConversionError.self) { try FloatExecutor(graph: graph) }
  }

  /// CATSEYE_MEASURE=1 swift test -c release --filter FloatExecutorTests/seedSize
  @Test(.enabled(if: ProcessInfo.processInfo.environment["CATSEYE_MEASURE"] != nil))
  func seedSize() throws {
    var results: [[Float]] = []
    let graph = try SeedNetwork.graph(size: 256, channels: [32, 64, 128, 256], classes: 11)
    var random = SplitMix64(seed: 5)
    let frame = random.floats(graph.input.shape.elementCount)
    for threads in [1, 2] {
      let executor = try FloatExecutor(graph: graph, threads: threads)
      let clock = ContinuousClock()
      var times: [Duration] = []
      let before = Foundation.clock()
      for _ in 0..<7 { times.append(try clock.measure { results.append(try executor.run(frame)) }) }
      let cpu = (Foundation.clock() - before) * 1000 / Int(CLOCKS_PER_SEC) / 7
      print(
        "seed size, \(threads) threads, \(cpu) ms of CPU a frame (all threads together), frames:",
        times.sorted().map { $0.formatted(.units(allowed: [.milliseconds])) })
    }
    #expect(results.allSatisfy { $0 == results[0] } && Set(results[0]).count > 1000)
  }

  private func run(_ operation: NetworkGraph.Operation, _ input: Shape, _ frame: [Float]) throws -> (
    values: [Float], shape: Shape
  ) {
    var graph = Graph(
      name: "one", input: GraphInput(name: "x", channels: input.channels, height: input.height, width: input.width))
    graph.output = try graph.append("node", operation, inputs: [0])
    return (try FloatExecutor(graph: graph, threads: 2).run(frame), graph.shapes[graph.output])
  }

  /// Halves that Float's places miss by the last bit are read as ONNX Runtime 1.32 reads them.
  @Test func aHalfIsToldAsOne() {
    func read(
      _ input: Int, _ output: Int, _ coordinates: Resize.Coordinates, _ rounding: Resize.Rounding
    ) -> [Int] {
      let (size, scale) = (Extent(height: output, width: output), Double(output) / Double(input))
      let resize = Resize(
        mode: .nearest, coordinates: coordinates, rounding: rounding, output: size, scaleY: scale, scaleX: scale)
      return resize.taps(input: input, output: output, scale: scale).map(\.first)
    }
    #expect(read(7, 8, .asymmetric, .preferCeil) == [0, 1, 2, 3, 4, 4, 5, 6])
    #expect(read(7, 38, .asymmetric, .preferFloor)[19] == 3)
    #expect(read(14, 1, .halfPixel, .preferCeil) == [7])
    #expect(read(14, 19, .halfPixel, .preferFloor)[9] == 6)
  }
}
