import Foundation
import Model
import Testing

@testable import Conversion
@testable import GraphPasses
@testable import Lowering
@testable import NetworkGraph
@testable import ONNXImport
@testable import Quantisation

/// Files with QuantizeLinear and DequantizeLinear: the scales that they state are taken over.
@Suite struct QuantisedFileTests {
  private static let integers: [Int8] = [100, -127, 3, 0, 5, 6, 127, -1, 2, 10, -20, 30]

  /// frame -> 1x1 convolution to 4 -> ReLU -> 1x1 convolution to 3, all on grids.
  private static func maker(hiddenGrid: Bool = true, smallest: Int8 = -127) -> ModelMaker {
    var maker = ModelMaker()
    var first = integers
    first[1] = smallest
    maker.integers("w1", [4, 3, 1, 1], first)
    maker.integers("w2", [3, 4, 1, 1], integers)
    maker.integers("zero", [4], [0, 0, 0, 0])
    maker.integers("zero3", [3], [0, 0, 0])
    maker.integers("z", [], [-28])
    maker.tensor("s1", [4], [0.01, 0.02, 0.03, 0.04])
    maker.tensor("s2", [3], [0.5, 0.25, 0.125])
    maker.tensor("s", [], [0.75])
    maker.node("DequantizeLinear", ["w1", "s1", "zero"], "w1f", ["axis": 0])
    maker.node("DequantizeLinear", ["w2", "s2", "zero3"], "w2f", ["axis": 0])
    maker.node("Conv", ["x", "w1f"], "a")
    maker.node("Relu", ["a"], "hidden")
    maker.node("QuantizeLinear", [hiddenGrid ? "hidden" : "x", "s", "z"], "q")
    maker.node("DequantizeLinear", ["q", "s", "z"], "d")
    if hiddenGrid {
      maker.node("Conv", ["d", "w2f"], "y")
    } else {
      maker.node("Conv", ["d", "w1f"], "b")
      maker.node("Relu", ["b"], "c", name: "c")
      maker.node("Conv", ["c", "w2f"], "y")
    }
    return maker
  }

  private static func stated(_ maker: ModelMaker) throws -> StatedNetwork {
    let graph = try Passes.standard(maker.graph())
    return try StatedNetwork(graph, LoweredNetwork(graph, normalisation: .unit(channels: 3)))
  }

  @Test func scalesZeroPointsAndWeightsAreTakenOver() throws {
    let stated = try Self.stated(Self.maker())
    #expect(stated.remarks.isEmpty)
    #expect(stated.integers.segments[1].scale == [0.75, 0.75, 0.75, 0.75])
    #expect(stated.integers.segments[1].zeroPoint == [-28, -28, -28, -28])
    // [output][source][channel stride]: 4 for the frame, 16 for the hidden tensor
    let first = stated.integers.phases[0][0].weights
    #expect((0..<4).flatMap { first[$0 * 4..<$0 * 4 + 3] } == Self.integers)
    let second = stated.integers.phases[1][0]
    #expect((0..<3).flatMap { second.weights[$0 * 16..<$0 * 16 + 4] } == Self.integers)
    #expect(zip(second.heads[0].positive, [0.375, 0.1875, 0.09375]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func aWeightOf128IsRoundedAgainAndTold() throws {
    let stated = try Self.stated(Self.maker(smallest: -128))
    #expect(stated.remarks.count == 1 && stated.remarks[0].contains("'the_a'") && stated.remarks[0].contains("1 of 4"))
    #expect(!stated.integers.phases[0][0].weights.contains(-128))
  }

  @Test func aTensorWithoutAGridIsNamed() throws {
    do {
      _ = try Self.stated(Self.maker(hiddenGrid: false))
      Issue.record("accepted")
    } catch let error as ConversionError {
      #expect(error.message.contains("'c'") && error.message.contains("QuantizeLinear"))
    }
  }

  @Test func noFrameIsNeeded() throws {
    let graph = try Passes.standard(Self.maker().graph())
    let classes = (0..<3).map { _ in ModelClass(name: "c", red: 0, green: 0, blue: 0) }
    let converter = try Converter(graph, Converter.Options(name: "q", classes: classes, tool: "test"))
    #expect(converter.isQuantised)
    #expect(try !converter.model().isEmpty)
  }

  @Test(arguments: ["scale", "zero", "axis"]) func damagedGridsAreNamed(what: String) {
    var maker = Self.maker()
    switch what {
    case "scale": maker.model.graph.initializer[5].floatData[2] = -1
    case "zero": maker.model.graph.initializer[4].dataType = 6
    default: maker.model.graph.node[0].attribute[0].i = 7
    }
    #expect(maker.message()?.contains("Linear") == true)
  }
}

extension ModelMaker {
  mutating func integers(_ name: String, _ dims: [Int64], _ values: [Int8]) {
    var tensor = ONNX_TensorProto()
    tensor.name = name
    tensor.dims = dims
    tensor.dataType = 3
    tensor.rawData = Data(values.map { UInt8(bitPattern: $0) })
    model.graph.initializer.append(tensor)
  }
}
