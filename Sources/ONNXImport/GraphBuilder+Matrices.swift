import NetworkGraph

extension GraphBuilder {
  /// Gemm of a vector, as in squeeze-and-excitation, or MatMul: each is a 1x1 convolution along the last axis.
  mutating func addMatrix(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    let isGemm = node.type == "Gemm"
    let last = input.axes?.last
    let shape = graph.shapes[input.id]
    guard last == .channels || (last == .one && shape.channels == 1) else {
      throw node.error(
        "multiplies the last axis of \(described(input)) by a matrix; supported is a matrix for the channels, as of "
          + "squeeze and excitation; a convolution 1x1 does the same")
    }
    if isGemm {
      try node.require("transA", 0, default: 0)
      guard input.axes?.count == 2 else {
        throw node.error(
          "multiplies \(described(input)); supported is one vector of channels, as of squeeze and excitation")
      }
    }
    let name = try node.input(1)
    let matrix = try tensor(name, for: node)
    guard matrix.dims.count == 2, !matrix.floats.isEmpty else {
      throw node.error("tensor '\(name)' has the sizes \(matrix.dims.prefix(8)); a matrix has two")
    }
    try keep(matrix.floats.count, for: node)
    let isTransposed = isGemm ? try node.int("transB", default: 0) != 0 : false
    let (inputs, outputs) = isTransposed ? (matrix.dims[1], matrix.dims[0]) : (matrix.dims[0], matrix.dims[1])
    let alpha = try node.float("alpha", default: 1)
    var weights = matrix.floats
    if !isTransposed {
      for output in 0..<outputs {
        for input in 0..<inputs { weights[output * inputs + input] = matrix.floats[input * outputs + output] }
      }
    }
    let convolution = Convolution(
      outputChannels: outputs, inputChannels: inputs, kernel: Extent(height: 1, width: 1),
      weights: alpha == 1 ? weights : weights.map { alpha * $0 },
      bias: isGemm ? try bias(ofGemm: node, count: outputs) : [Float](repeating: 0, count: outputs))
    try append(.convolution(convolution), node, inputs: [input.id], axes: input.axes ?? [])
  }

  /// beta * C: one number, or one for each output.
  private mutating func bias(ofGemm node: ONNXNode, count: Int) throws(ConversionError) -> [Float] {
    try keep(count, for: node)
    guard let name = node.optionalInput(2) else { return [Float](repeating: 0, count: count) }
    let tensor = try tensor(name, for: node)
    let beta = try node.float("beta", default: 1)
    guard tensor.dims.count <= 2, tensor.dims.dropLast().allSatisfy({ $0 == 1 }),
      [1, count].contains(tensor.floats.count), let first = tensor.floats.first
    else { throw node.error("tensor '\(name)' has the sizes \(tensor.dims.prefix(8)); \(count) numbers are needed") }
    return tensor.floats.count == count
      ? tensor.floats.map { beta * $0 } : [Float](repeating: beta * first, count: count)
  }
}
