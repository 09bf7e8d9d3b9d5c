import Testing

@testable import NetworkGraph
@testable import ONNXImport

/// What is resolved while a file is read: arithmetic on constants and shapes, and the meaning of axes.
@Suite struct FoldingTests {
  /// The TorchScript exporter writes interpolate(x, size=other.shape[2:]) so.
  @Test func sizesFromAnothersShapeAreFolded() throws {
    var maker = ModelMaker(opset: 13)
    maker.node("MaxPool", ["x"], "a", ["kernel_shape": [2, 2], "strides": [2, 2]])
    maker.node("Shape", ["x"], "whole")
    maker.integers("two", [2])
    maker.integers("four", [4])
    maker.integers("zero", [0])
    maker.node("Slice", ["whole", "two", "four", "zero"], "size")
    maker.node("Shape", ["a"], "own")
    maker.node("Slice", ["own", "zero", "two", "zero"], "start")
    maker.node("Concat", ["start", "size"], "sizes", ["axis": 0])
    maker.node("Resize", ["a", "", "", "sizes"], "y", ["mode": "nearest"])
    let graph = try maker.graph()
    #expect(graph.nodes.map(\.operation.title) == ["max-pool", "nearest resize"])
    #expect(graph.shapes[graph.output] == Shape(channels: 3, height: 8, width: 8))
    #expect(
      graph.history.first
        == PassRecord(name: "constant folding", removed: 5, detail: "Shape 2, Slice 2, Concat 1"))
  }

  /// It writes interpolate(x, scale_factor=2) so, with the arithmetic floor(8 * 2.0 / 1).
  @Test func arithmeticOnShapesIsFolded() throws {
    var maker = ModelMaker()
    maker.node("Shape", ["x"], "shape")
    maker.integers("index", [2, 3])
    maker.node("Gather", ["shape", "index"], "size", ["axis": 0])
    maker.node("Cast", ["size"], "floats", ["to": 1])
    maker.tensor("factor", [], [2.3])
    maker.node("Mul", ["floats", "factor"], "larger")
    maker.node("Floor", ["larger"], "whole")
    maker.node("Cast", ["whole"], "integers", ["to": 7])
    maker.integers("first", [1, 3])
    maker.node("Concat", ["first", "integers"], "sizes", ["axis": 0])
    maker.node("Resize", ["x", "", "", "sizes"], "y", ["mode": "linear"])
    let graph = try maker.graph()
    #expect(graph.shapes[graph.output] == Shape(channels: 3, height: 18, width: 18))
  }

  /// 2^53 + 1 cannot be a Float, and integer division rounds towards 0.
  @Test func integersAreExact() throws {
    let big = try fold("Add", [([], [1 << 53]), ([], [1])])
    #expect(big.integers == [1 << 53 + 1])
    #expect(try fold("Div", [([2], [-7, 7]), ([], [2])]).integers == [-3, 3])
    #expect(try fold("Mod", [([2], [-7, 7]), ([], [3])]).integers == [2, 1])
    #expect(try fold("Slice", [([4], [1, 2, 3, 4]), ([1], [-3]), ([1], [Int.max])]).integers == [2, 3, 4])
    #expect(
      try fold("Slice", [([4], [1, 2, 3, 4]), ([1], [-1]), ([1], [Int.min]), ([1], [0]), ([1], [-2])]).integers
        == [4, 2])
  }

  @Test func placesFollowTheStandard() throws {
    let matrix = ([2, 3], [1, 2, 3, 4, 5, 6])
    #expect(try fold("Transpose", [matrix]).integers == [1, 4, 2, 5, 3, 6])
    let columns = try fold("Gather", [matrix, ([1, 2], [-1, 0])], ["axis": 1])
    #expect(columns.dims == [2, 1, 2] && columns.integers == [3, 1, 6, 4])
    let joined = try fold("Concat", [matrix, ([2, 1], [7, 8])], ["axis": 1])
    #expect(joined.dims == [2, 4] && joined.integers == [1, 2, 3, 7, 4, 5, 6, 8])
    #expect(try fold("Expand", [([2, 1], [1, 2]), ([3], [2, 1, 2])]).integers == [1, 1, 2, 2, 1, 1, 2, 2])
    #expect(try fold("Tile", [matrix, ([2], [1, 2])]).integers == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    #expect(try fold("Clip", [([3], [-5, 3, 9]), ([], [0]), ([], [4])]).integers == [0, 3, 4])
    #expect(try fold("Clip", [([2], [-5, 3]), ([], [0])]).integers == [0, 3])
    #expect(try fold("Where", [([2], [1, 0]), ([1], [5]), ([2], [7, 8])]).integers == [5, 8])
    #expect(try fold("Reshape", [matrix, ([2], [-1, 2])]).dims == [3, 2])
    #expect(try fold("Unsqueeze", [matrix, ([2], [0, -1])]).dims == [1, 2, 3, 1])
    #expect(try fold("ReduceProd", [matrix], ["keepdims": 0]).integers == [720])
    #expect(try fold("Range", [([], [1]), ([], [6]), ([], [2])]).integers == [1, 3, 5])
    #expect(try fold("ConstantOfShape", [([2], [2, 2])]).floats == [0, 0, 0, 0])
  }

  @Test func truthValuesAreNumbers() throws {
    let pair = [([3], [1, 2, 0]), ([], [1])]
    for (type, expected) in [
      ("Equal", [1, 0, 0]), ("Greater", [0, 1, 0]), ("GreaterOrEqual", [1, 1, 0]), ("Less", [0, 0, 1]),
      ("LessOrEqual", [1, 0, 1]), ("And", [1, 1, 0]), ("Or", [1, 1, 1]),
    ] { #expect(try fold(type, pair).integers == expected, "\(type)") }
    #expect(try fold("Not", [([3], [1, 2, 0])]).integers == [0, 0, 1])
    #expect(try fold("Neg", [([2], [-7, 3])]).integers == [7, -3])
    #expect(try fold("Abs", [([2], [-7, 3])]).integers == [7, 3])
  }

  @Test(
    arguments: [
      ("Add", [([], [.max]), ([], [1])], "no whole number"), ("Div", [([], [1]), ([], [0])], "no whole number"),
      ("Mul", [([2], [1, 2]), ([3], [1, 2, 3])], "sizes [2] and [3]"),
      ("Gather", [([2], [1, 2]), ([], [2])], "element 2"),
      ("Expand", [([1], [1]), ([3], [1 << 20, 1 << 20, 1 << 20])], "unusable"),
      ("ConstantOfShape", [([1], [-1])], "unusable"), ("Tile", [([1], [1]), ([1], [.max])], "repeats"),
      ("Reshape", [([2], [1, 2]), ([1], [3])], "makes [3]"), ("Squeeze", [([1, 2], [1, 2]), ([1], [5])], "axis 5"),
      ("Range", [([], [0]), ([], [.max]), ([], [1])], "counts"),
      ("Range", [([], [0]), ([], [1]), ([], [0])], "nothing"),
      ("Slice", [([2], [1, 2]), ([1], [0]), ([2], [1, 1])], "1 starts, 2 ends"),
      ("Slice", [([2], [1, 2]), ([1], [0]), ([1], [1]), ([1], [0]), ([1], [0])], "step of 0"),
      ("Transpose", [([2], [1, 2]), ([], [1])], ""), ("Einsum", [([], [1])], "not supported"),
    ] as [(String, [([Int], [Int])], String)])
  func hostileConstantIsRefusedOrFolded(_ type: String, _ inputs: [([Int], [Int])], _ word: String) {
    do {
      _ = try fold(type, inputs)
      #expect(word.isEmpty, "\(type)")
    } catch {
      #expect("\(error)".contains(word) && !word.isEmpty, "\(type): \(error)")
    }
  }

  /// Keras: channels last at both ends, a transpose on each side, and arithmetic with the operands in either order.
  @Test func transposesAreRemoved() throws {
    var maker = ModelMaker(input: [1, 8, 6, 3])
    maker.tensor("mean", [3], [1, 2, 3])
    maker.node("Sub", ["x", "mean"], "centred")
    maker.node("Transpose", ["centred"], "planes", ["perm": [0, 3, 1, 2]])
    maker.convolution("planes", "conv")
    maker.node("Transpose", ["conv"], "last", ["perm": [0, 2, 3, 1]])
    maker.node("Add", ["last", "centred"], "sum")
    maker.node("Concat", ["sum", "last"], "joined", ["axis": -1])
    maker.node("Softmax", ["joined"], "y")
    let graph = try maker.graph()
    #expect(graph.input.shape == Shape(channels: 3, height: 8, width: 6))
    #expect(graph.nodes.map(\.operation.title) == ["affine", "convolution", "add", "concat", "Softmax"])
    #expect(graph.nodes[0].operation == .affine(Affine(scale: [1, 1, 1], shift: [-1, -2, -3])))
    #expect(graph.shapes[graph.output] == Shape(channels: 6, height: 8, width: 6))
    #expect(graph.history[1] == PassRecord(name: "transpose removal", removed: 2))
  }

  /// Squeeze-and-excitation with linear layers, as PyTorch and Keras write it.
  @Test(arguments: [[1, 3, 1, 1], [1, -1, 1, 1]])
  func squeezeAndExcitationIsRead(_ sizes: [Int]) throws {
    var maker = ModelMaker()
    maker.node("GlobalAveragePool", ["x"], "mean")
    maker.node("Flatten", ["mean"], "vector")
    maker.tensor("down", [2, 3], [1, 2, 3, 4, 5, 6])
    maker.tensor("up", [2, 3], [1, 2, 3, 4, 5, 6])
    maker.tensor("bias", [2], [7, 8])
    maker.node("Gemm", ["vector", "down", "bias"], "less", ["transB": 1])
    maker.node("Relu", ["less"], "active")
    maker.node("MatMul", ["active", "up"], "more")
    maker.node("Sigmoid", ["more"], "gate")
    maker.integers("sizes", sizes)
    maker.node("Reshape", ["gate", "sizes"], "pixel")
    maker.node("Mul", ["pixel", "x"], "y")
    let graph = try maker.graph()
    let titles = ["global average-pool", "convolution", "ReLU", "convolution", "sigmoid", "multiply"]
    #expect(graph.nodes.map(\.operation.title) == titles)
    #expect(graph.nodes.last?.inputs.first == 0)
    let down = try #require(graph.nodes[1].operation.convolution)
    let up = try #require(graph.nodes[3].operation.convolution)
    #expect(down.weights == [1, 2, 3, 4, 5, 6] && down.bias == [7, 8])
    #expect(up.weights == [1, 4, 2, 5, 3, 6])
  }

  private func fold(
    _ type: String, _ inputs: [([Int], [Int])], _ attributes: KeyValuePairs<String, any Sendable> = [:]
  ) throws -> ONNXTensor {
    var maker = ModelMaker()
    maker.node(type, inputs.indices.map { "input\($0)" }, "y", attributes)
    let node = ONNXNode(maker.model.graph.node[0])
    let tensors = inputs.map { ONNXTensor(dims: $0.0, integers: $0.1) }
    return try #require(try ConstantFolder(node: node, opset: 17, inputs: tensors).outputs().first)
  }
}
