import Testing

@testable import NetworkGraph
@testable import ONNXImport

/// Networks that cannot be converted: each gives an error that names the node and the reason.
@Suite struct UnsupportedNetworkTests {
  @Test func unsupportedOperatorIsNamed() {
    var maker = ModelMaker()
    maker.convolution("x", "a")
    maker.node("Einsum", ["a"], "y", name: "mix\n2")
    let message = maker.message() ?? ""
    #expect(
      message == "node 'mix\\n2' (Einsum): operator not supported; it reads 3x8x8 from 'the_a' (Conv); "
        + "the nearest that is: MatMul with a constant matrix, or Conv 1x1")
    #expect(!message.contains("\n"))
  }

  @Test func unsupportedOperatorThatTheOutputDoesNotNeedIsIgnored() throws {
    var maker = ModelMaker()
    maker.node("Einsum", ["x"], "unused")
    maker.convolution("x", "y")
    #expect(maker.message() == nil)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func weightThatIsNotFiniteIsNamed(_ value: Float) {
    var maker = ModelMaker()
    maker.convolution("x", "y")
    maker.model.graph.initializer[0].floatData[5] = value
    let message = maker.message() ?? ""
    #expect(message.contains("node 'the_y' (Conv)") && message.contains("'y.weight'") && message.contains("at 5"))
  }

  @Test func cycleIsNamed() {
    var maker = ModelMaker()
    maker.node("Relu", ["c"], "a")
    maker.node("Relu", ["a"], "b")
    maker.node("Relu", ["b"], "c")
    maker.node("Concat", ["x", "c"], "y", ["axis": 1])
    #expect(maker.message()?.contains("cycle") == true)
    var identities = ModelMaker()
    identities.node("Identity", ["b"], "a")
    identities.node("Identity", ["a"], "b")
    identities.node("Add", ["x", "b"], "y")
    #expect(identities.message()?.contains("cycle") == true)
  }

  @Test func deepNetworkNeedsNoStack() throws {
    var maker = ModelMaker()
    for index in 0..<9_000 {
      maker.node("Relu", [index == 0 ? "x" : "v\(index - 1)"], index == 8_999 ? "y" : "v\(index)")
    }
    #expect(try maker.graph().nodes.count == 9_000)
  }

  @Test(
    arguments: [
      ([1, 3, -1, 8], "fixed height"), ([1, 3, 8, -1], "fixed width"), ([1, -1, 8, 8], "fixed channel count"),
      ([2, 3, 8, 8], "batch"), ([3, 8, 8], "dimensions"), ([1, 3, 0, 8], "unusable"),
      ([1, 3, .max, .max], "unusable"), ([1, 3, .min, 8], "fixed height"), ([1, 1 << 20, 8, 8], "unusable"),
    ] as [([Int64], String)])
  func inputOfAnotherKindIsNamed(_ size: [Int64], _ word: String) {
    var maker = ModelMaker(input: size)
    maker.convolution("x", "y")
    let message = maker.message() ?? ""
    #expect(message.contains("input 'x'") && message.contains(word), "\(message)")
  }

  @Test(
    arguments: [
      ("group", 2, "input channels"), ("group", 0, "group"), ("group", Int.max, "group"),
      ("dilations", [0, 1], "dilations"),
      ("dilations", [4, 4], "larger than its padded input"), ("strides", [0, 1], "strides"),
      ("pads", [1, 1], "pads"), ("pads", [-1, 0, 0, 0], "pads"), ("pads", [Int.max, 0, 0, 0], "pads"),
      ("kernel_shape", [3, 4], "kernel_shape"), ("kernel_shape", [3], "kernel_shape"), ("auto_pad", "ODD", "auto_pad"),
      ("strides", "2", "type"),
    ] as [(String, any Sendable, String)])
  func attributeOfAConvolutionIsNamed(_ name: String, _ value: any Sendable, _ word: String) {
    var maker = ModelMaker()
    maker.convolution("x", "y", 3, 3, [name: value])
    let message = maker.message() ?? ""
    #expect(message.contains("node 'the_y' (") && message.contains(word), "\(message)")
  }

  @Test func sizesThatDoNotFitAreNamed() {
    let dims: [[Int64]] = [
      [3, 3, 3], [3, 3, 3, 4], [-3, 3, 3, 3], [.max, .max, 3, 3], [0, 3, 3, 3], [1 << 40, 3, 3, 3],
    ]
    for sizes in dims {
      var maker = ModelMaker()
      maker.convolution("x", "y")
      maker.model.graph.initializer[0].dims = sizes
      #expect(maker.message()?.contains("'y.weight'") == true, "\(sizes)")
    }
    var channels = ModelMaker()
    channels.convolution("x", "y", 4, 3)
    #expect(channels.message()?.contains("4 input channels") == true)
  }

  @Test func turnedOutputIsNamed() {
    var maker = ModelMaker()
    maker.convolution("x", "a")
    maker.node("Transpose", ["a"], "y", ["perm": [0, 1, 3, 2]])
    #expect(maker.message()?.contains("output 'y' is transposed") == true)
  }

  @Test func otherOperatorsThatCannotBeReadAreNamed() {
    var maker = ModelMaker()
    maker.convolution("x", "a")
    let cases: [(String, [String], KeyValuePairs<String, any Sendable>, String)] = [
      ("MaxPool", ["a"], ["kernel_shape": [2, 2], "dilations": [2, 2]], "dilations"),
      (
        "AveragePool", ["a"],
        ["kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1, "count_include_pad": 1], "ceil_mode"
      ),
      ("MaxPool", ["a"], ["kernel_shape": [2, 2], "pads": [2, 2, 2, 2]], "not less than its kernel"),
      ("MaxPool", ["a"], ["kernel_shape": [9, 9]], "larger than its padded input"),
      ("MaxPool", ["a"], [:], "kernel_shape"),
      ("Concat", ["a", "x"], ["axis": 2], "axis"),
      ("Softmax", ["a"], ["axis": 2], "axis"),
      ("ArgMax", ["a"], [:], "axis"),
      ("ArgMax", ["a"], ["axis": 1, "select_last_index": 1], "select_last_index"),
      ("Concat", ["a", "one"], ["axis": 1], "constant"),
      ("Add", ["a", "vector"], [:], "do not belong to each other"),
      ("Mul", ["turned", "a"], [:], "do not belong to each other"),
      ("Conv", ["turned", "y.weight"], [:], "the order of PyTorch"),
      ("Reshape", ["a", "flat"], [:], "squeeze and excitation"),
      ("Reshape", ["a", "a"], [:], "at run time"),
      ("Gemm", ["vector", "one"], [:], "a matrix has two"),
      ("MatMul", ["a", "matrix"], [:], "the channels"),
      ("Resize", ["a", "", "", "huge"], [:], "sizes"),
      ("Resize", ["a", "", "many"], [:], "scales"),
      ("Resize", ["a", "", "", "eight"], ["mode": "cubic"], "mode = cubic"),
      ("Slice", ["a", "flat", "flat"], [:], "leaves nothing"),
      ("Slice", ["a", "zeros", "eight", "many", "steps"], [:], "whole numbers"),
      ("Pad", ["a", "huge"], [:], "pads"),
      ("Split", ["a"], ["axis": 2], "splits axis 2"),
      ("Pow", ["a", "odd"], [:], "exponents 0.5, 1, 2 and 3"),
      ("ReduceMean", ["a"], ["axes": [2]], "height and width"),
      ("ReduceMean", ["a"], ["axes": [9]], "axis 9"),
      ("Clip", ["a", "three"], [:], "one number"),
      ("PRelu", ["a", "row"], [:], "one number for each channel"),
      ("Cast", ["a"], ["to": 7], "integers"),
      ("Add", ["a", "row"], [:], "one number for each channel"),
      ("Div", ["a", "zero"], [:], "divides by 0"),
      ("ConvTranspose", ["a", "big"], ["strides": [2, 2], "group": 2], "groups"),
      ("ConvTranspose", ["a", "two"], ["strides": [2, 2], "output_padding": [2, 0]], "output padding"),
      ("ConvTranspose", ["a", "two"], ["strides": [2, 2], "output_shape": [99, 99]], "output padding"),
      ("ConvTranspose", ["a", "two"], ["strides": [2, 2], "output_shape": [16, 0]], "output_shape"),
      ("Transpose", ["a"], ["perm": [0, 2, 2, 1]], "perm"),
      ("Relu", ["nothing"], [:], "nothing writes"),
      ("Relu", [""], [:], "no input"),
      ("LeakyRelu", ["a"], ["alpha": Float.nan], "alpha"),
      ("Dropout", ["a", "one", "one"], [:], "training"),
      ("BatchNormalization", ["a", "three", "three", "three", "minus"], [:], "variance"),
      ("BatchNormalization", ["a", "three", "three", "three", "one"], [:], "numbers are needed"),
      ("BatchNormalization", ["a", "three", "a", "three", "three"], [:], "at run time"),
    ]
    maker.convolution("x", "y.unused")
    maker.tensor("y.weight", [3, 3, 1, 1], [Float](repeating: 1, count: 9))
    maker.node("Transpose", ["a"], "turned", ["perm": [0, 2, 3, 1]])
    maker.node("GlobalAveragePool", ["a"], "mean")
    maker.node("Flatten", ["mean"], "vector")
    maker.tensor("row", [8], [1, 2, 3, 4, 5, 6, 7, 8])
    maker.tensor("matrix", [8, 2], [Float](repeating: 1, count: 16))
    maker.tensor("odd", [1], [1.7])
    maker.tensor("many", [4], [1e30, 1, 1, 0.5])
    maker.tensor("flat", [2], [1, 192])
    maker.tensor("huge", [4], [1, 3, 1e9, 1e9])
    maker.tensor("eight", [4], [1, 3, 8, 8])
    maker.tensor("zeros", [4], [0, 0, 0, 0])
    maker.tensor("steps", [4], [1, 1, 2, 1])
    maker.tensor("one", [1], [1])
    maker.tensor("zero", [1], [0])
    maker.tensor("three", [3], [1, 2, 3])
    maker.tensor("minus", [3], [1, -1, 1])
    maker.tensor("big", [3, 1, 4, 4], [Float](repeating: 1, count: 48))
    maker.tensor("two", [3, 1, 2, 2], [Float](repeating: 1, count: 12))
    for (type, inputs, attributes, word) in cases {
      var one = maker
      one.node(type, inputs, "y", attributes)
      let message = one.message() ?? ""
      #expect(message.contains("'the_y'"), "\(type): \(message)")
      #expect(message.contains(word), "\(type): \(message)")
    }
  }

  @Test func softmaxInTheMiddleIsRefused() {
    var maker = ModelMaker()
    maker.node("Softmax", ["x"], "a", ["axis": 1])
    maker.convolution("a", "y")
    #expect(maker.message()?.contains("'the_a' (Softmax): over") == true)
  }

  @Test func networkThatGrowsIsStopped() {
    var maker = ModelMaker(input: [1, 3, 1 << 13, 1 << 13])
    for index in 0..<9 {
      maker.node("Concat", Array(repeating: index == 0 ? "x" : "v\(index)", count: 3), "v\(index + 1)", ["axis": 1])
    }
    maker.node("Relu", ["v9"], "y")
    #expect(maker.message()?.contains("too large") == true || maker.message()?.contains("too many") == true)
  }

  @Test func severalOutputsAreNamed() {
    var maker = ModelMaker()
    maker.convolution("x", "y")
    maker.model.graph.output.append(maker.model.graph.output[0])
    #expect(maker.message()?.contains("2 outputs (y, y)") == true)
    #expect(throws: ConversionError.self) { try maker.graph(output: "z") }
    #expect(throws: Never.self) { try maker.graph(output: "y") }
  }
}
