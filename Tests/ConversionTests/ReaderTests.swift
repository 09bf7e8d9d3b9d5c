import Foundation
import Testing

@testable import FloatReference
@testable import GraphPasses
@testable import NetworkGraph
@testable import ONNXImport

@Suite struct ReaderTests {
  @Test(arguments: Int64(7)...24)
  func everyOperatorSetIsRead(_ opset: Int64) throws {
    var maker = ModelMaker(opset: opset)
    maker.convolution("x", "y")
    #expect(try maker.graph().nodes.count == 1)
  }

  @Test func namesMayBeOdd() throws {
    var maker = ModelMaker()
    maker.convolution("x", "/down/0/conv 1:0?\u{e9}\u{1f697}")
    maker.node("Relu", ["/down/0/conv 1:0?\u{e9}\u{1f697}"], "y", name: "")
    let graph = try maker.graph()
    #expect(graph.nodes.map(\.name) == ["the_/down/0/conv 1:0?\u{e9}\u{1f697}", "y"])
  }

  @Test func nodesMayStandInAnyOrder() throws {
    var maker = ModelMaker()
    maker.node("Relu", ["a"], "y")
    maker.convolution("x", "a")
    #expect(try maker.graph().nodes.map(\.operation.title) == ["convolution", "ReLU"])
  }

  @Test func symbolicBatchIsOne() throws {
    var maker = ModelMaker(input: [-1, 3, 8, 8])
    maker.convolution("x", "y")
    #expect(try maker.graph().input.shape == Shape(channels: 3, height: 8, width: 8))
  }

  @Test func constantsMayHideBehindIdentities() throws {
    var maker = ModelMaker()
    maker.tensor("stored", [2, 3, 1, 1], [1, 2, 3, 4, 5, 6])
    maker.node("Identity", ["stored"], "once")
    maker.node("Identity", ["once"], "twice")
    maker.node("Constant", [], "bias", ["value": 0])
    var constant = ONNX_AttributeProto()
    constant.name = "value_floats"
    constant.floats = [7, 8]
    maker.model.graph.node[2].attribute = [constant]
    maker.node("Conv", ["x", "twice", "bias"], "y")
    guard case .convolution(let convolution)? = try maker.graph().nodes.first?.operation else {
      Issue.record("no convolution")
      return
    }
    #expect(convolution.weights == [1, 2, 3, 4, 5, 6])
    #expect(convolution.bias == [7, 8])
    #expect(convolution.kernel == Extent(height: 1, width: 1))
  }

  @Test func rawDataOfOtherTypesIsDecoded() throws {
    let node = ONNXNode(ONNX_NodeProto())
    var tensor = ONNX_TensorProto()
    tensor.dims = [4]
    tensor.dataType = 10
    // binary16: 1, -2, 2^-24 (the smallest), 65504 (the largest).
    tensor.rawData = Data([0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b])
    #expect(try ONNXTensor(tensor, name: "t", node: node, folder: nil).floats == [1, -2, 0x1p-24, 65504])
    tensor.dims = [1]
    tensor.dataType = 11
    tensor.rawData = Data([0, 0, 0, 0, 0, 0, 0xf8, 0x3f])
    #expect(try ONNXTensor(tensor, name: "t", node: node, folder: nil).floats == [1.5])
  }

  /// ONNX's table for auto_pad: ceil(8 / 3) = 3 outputs need 2 * 3 + 4 - 8 = 2 more elements; of 3 more, one is odd.
  @Test func autoPadIsResolved() throws {
    #expect(GraphBuilder.samePadding(8, 4, 3, upper: true) == (1, 1))
    #expect(GraphBuilder.samePadding(8, 5, 3, upper: true) == (1, 2))
    #expect(GraphBuilder.samePadding(8, 5, 3, upper: false) == (2, 1))
    #expect(GraphBuilder.samePadding(8, 1, 2, upper: false) == (0, 0))
    var maker = ModelMaker()
    maker.convolution("x", "y", 3, 3, ["auto_pad": "SAME_UPPER", "strides": [2, 2]])
    let convolution = try #require(try maker.graph().nodes.first?.operation.convolution)
    #expect(convolution.padding == Padding(top: 0, left: 0, bottom: 1, right: 1))
  }

  @Test func outputShapeOfATransposedConvolutionIsResolved() throws {
    var maker = ModelMaker()
    maker.tensor("w", [3, 2, 3, 3], [Float](repeating: 1, count: 54))
    maker.node("ConvTranspose", ["x", "w"], "y", ["strides": [2, 2], "output_shape": [16, 16]])
    let graph = try maker.graph()
    let convolution = try #require(graph.nodes.first?.operation.transposedConvolution)
    #expect(graph.shapes[graph.output] == Shape(channels: 2, height: 16, width: 16))
    #expect(convolution.padding == Padding(top: 1, left: 1, bottom: 0, right: 0))
  }

  /// Before operator set 13, exporters wrote a softmax over the channels with a Transpose before and after it.
  @Test func softmaxBetweenTransposesIsRead() throws {
    var maker = ModelMaker(opset: 11)
    maker.convolution("x", "a")
    maker.node("Transpose", ["a"], "b", ["perm": [0, 3, 2, 1]])
    maker.node("Softmax", ["b"], "c", ["axis": 3])
    maker.node("Transpose", ["c"], "y", ["perm": [0, 3, 2, 1]])
    #expect(try Passes.standard(maker.graph()).nodes.map(\.operation.title) == ["convolution"])
    maker.model.graph.node[3].attribute[0].ints = [0, 3, 1, 2]
    #expect(maker.message()?.contains("output 'y' is transposed") == true)
  }

  /// A binary network that ends in its mask: sigmoid(x) > 0.3 is x > ln(0.3 / 0.7).
  @Test(arguments: [(true, Float(0.3), 0.8472979), (true, 0.5, 0), (false, 0.25, -0.25)])
  func thresholdGoesIntoTheLogit(_ hasSigmoid: Bool, _ threshold: Float, _ shift: Double) throws {
    var maker = ModelMaker()
    maker.convolution("x", "a", 3, 1)
    if hasSigmoid { maker.node("Sigmoid", ["a"], "b") }
    maker.tensor("limit", [], [threshold])
    maker.node("Greater", [hasSigmoid ? "b" : "a", "limit"], "c")
    maker.node("Cast", ["c"], "y", ["to": 2])
    let graph = try Passes.standard(maker.graph())
    guard case .convolution(let convolution)? = graph.nodes.first?.operation, graph.nodes.count == 1 else {
      Issue.record("\(graph.nodes.map(\.operation.title))")
      return
    }
    #expect(convolution.bias[0] == 0 && abs(Double(convolution.bias[1]) - shift) < 1e-6)
  }

  @Test func rearrangedClassIndicesAreRead() throws {
    var maker = ModelMaker()
    maker.convolution("x", "a")
    maker.node("ArgMax", ["a"], "b", ["axis": 1, "keepdims": 1])
    maker.node("Transpose", ["b"], "c", ["perm": [0, 2, 3, 1]])
    maker.node("Cast", ["c"], "d", ["to": 2])
    maker.node("Squeeze", ["d"], "y")
    #expect(try Passes.standard(maker.graph()).nodes.map(\.operation.title) == ["convolution"])
    maker.model.graph.node[2].attribute[0].ints = [0, 1, 3, 2]
    #expect(maker.message()?.contains("turns rows and columns") == true)
  }

  /// CATSEYE_FIXTURES=DIR compares all networks of a folder: NAME.onnx with NAME.input.bin and NAME.output.bin.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["CATSEYE_FIXTURES"] != nil))
  func folderOfTheCaller() throws {
    let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["CATSEYE_FIXTURES"] ?? "")
    for url in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where url.pathExtension == "onnx" {
      let fixture = Fixture(name: url.deletingPathExtension().lastPathComponent, folder: folder)
      do {
        let logits = try FloatExecutor(graph: Passes.standard(fixture.graph())).run(fixture.input())
        #expect(distance(logits, try fixture.output()) <= 1e-4, "\(fixture.name)")
      } catch {
        Issue.record("\(fixture.name): \(error)")
      }
    }
  }
}
