import Foundation
import Testing

@testable import FloatReference
@testable import GraphPasses
@testable import NetworkGraph

/// Reader, passes and executor together, compared with ONNX Runtime.
@Suite struct FixtureTests {
  @Test(arguments: Fixture.plain)
  func asReadEqualsONNXRuntime(_ fixture: Fixture) throws {
    let logits = try FloatExecutor(graph: fixture.graph()).run(fixture.input())
    #expect(distance(logits, try fixture.output()) <= 1e-4)
  }

  @Test(arguments: Fixture.plain)
  func behindThePassesEqualsONNXRuntime(_ fixture: Fixture) throws {
    let graph = try Passes.standard(fixture.graph())
    #expect(graph.count(of: "identity") == 0)
    #expect(graph.count(of: "nearest resize") == 0)
    let logits = try FloatExecutor(graph: graph).run(fixture.input())
    #expect(distance(logits, try fixture.output()) <= 1e-4)
  }

  /// A comparison that cannot fail proves nothing: if one weight in a thousand changes by a hundredth, it must show.
  @Test func comparisonNoticesASmallChange() throws {
    let fixture = Fixture(name: "seed_tiny_dynamo")
    var graph = try Passes.standard(fixture.graph())
    guard case .convolution(var convolution) = graph.nodes[0].operation else {
      Issue.record("the first node is no convolution")
      return
    }
    convolution.weights[0] += 0.01
    graph.nodes[0].operation = .convolution(convolution)
    #expect(distance(try FloatExecutor(graph: graph).run(fixture.input()), try fixture.output()) > 1e-4)
  }

  @Test func softmaxEndIsDropped() throws {
    let fixture = Fixture(name: "ops_softmax_end")
    let graph = try Passes.standard(fixture.graph())
    #expect(graph.nodes.map(\.operation.title) == ["convolution"])
    let logits = try FloatExecutor(graph: graph).run(fixture.input())
    let (plane, channels) = (graph.shapes[graph.output].planeCount, graph.shapes[graph.output].channels)
    var probabilities = logits
    for pixel in 0..<plane {
      let exponentials = (0..<channels).map { exponential(logits[$0 * plane + pixel]) }
      let sum = exponentials.reduce(0, +)
      for channel in 0..<channels { probabilities[channel * plane + pixel] = exponentials[channel] / sum }
    }
    #expect(distance(probabilities, try fixture.output()) <= 1e-4)
  }

  @Test(arguments: ["ops_argmax_end", "ops_argmax_end_keepdims"])
  func argMaxEndIsDropped(_ name: String) throws {
    let fixture = Fixture(name: name)
    let graph = try Passes.standard(fixture.graph())
    #expect(graph.nodes.map(\.operation.title) == ["convolution"])
    let logits = try FloatExecutor(graph: graph).run(fixture.input())
    let (plane, channels) = (graph.shapes[graph.output].planeCount, graph.shapes[graph.output].channels)
    let classes = (0..<plane).map { pixel in
      (0..<channels).reduce(0) { logits[$1 * plane + pixel] > logits[$0 * plane + pixel] ? $1 : $0 }
    }
    #expect(classes == (try fixture.classes()))
  }

  /// The seed's skips are raw: three normalisations stay, and the file's metadata are kept.
  @Test(arguments: ["seed_tiny_torchscript", "seed_tiny_dynamo"])
  func seedKeepsItsRawSkips(_ name: String) throws {
    let graph = try Passes.standard(Fixture(name: name).graph())
    #expect(graph.count(of: "affine") == 3)
    #expect(graph.count(of: "concat") == 3)
    #expect(graph.count(of: "transposed convolution") == 3)
    #expect(graph.metadata["catseye.mean"] == "104,106,105")
    #expect(graph.input.shape == Shape(channels: 3, height: 32, width: 32))
    #expect(graph.shapes[graph.output] == Shape(channels: 5, height: 32, width: 32))
    let (consumers, producers) = (graph.consumers, graph.producers)
    for node in graph.nodes where node.operation.title == "affine" {
      let source = node.inputs[0]
      #expect(producers[source].map { graph.nodes[$0].operation.title } == "convolution")
      #expect(consumers[source].contains { graph.nodes[$0].operation == .concat })
    }
  }
}

private func exponential(_ x: Float) -> Float { exp(x) }
