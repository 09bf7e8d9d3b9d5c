extension GraphBuilder {
  mutating func addConvolution(_ node: ONNXNode) throws(ConversionError) {
    let input = graph.shapes[try firstValue(of: node)]
    try node.require("group", 1, default: 1)
    try requireNoDilation(node)
    let weights = try weights(of: node)
    let kernel = try kernel(of: node, weights: weights.dims[2...])
    let stride = try stride(of: node)
    let convolution = Convolution(
      outputChannels: weights.dims[0], inputChannels: weights.dims[1], kernel: kernel, stride: stride,
      padding: try padding(of: node, kernel, stride, input: input), weights: weights.floats,
      bias: try bias(of: node, count: weights.dims[0]), weightSteps: weights.steps(axis: 0))
    try append(.convolution(convolution), node)
  }

  mutating func addTransposedConvolution(_ node: ONNXNode) throws(ConversionError) {
    let input = graph.shapes[try firstValue(of: node)]
    try node.require("group", 1, default: 1)
    try requireNoDilation(node)
    let weights = try weights(of: node)
    let kernel = try kernel(of: node, weights: weights.dims[2...])
    let stride = try stride(of: node)
    guard kernel.height == kernel.width, 2...3 ~= kernel.height, stride == Extent(height: 2, width: 2) else {
      throw node.error(
        "kernel \(kernel) with stride \(stride) is not supported yet; supported are kernels 2x2 and 3x3, stride 2x2")
    }
    let added = try node.sizes("output_padding", count: 2) ?? [0, 0]
    var convolution = TransposedConvolution(
      outputChannels: weights.dims[1], inputChannels: weights.dims[0], kernel: kernel, stride: stride,
      outputPadding: Extent(height: added[0], width: added[1]), weights: weights.floats,
      bias: try bias(of: node, count: weights.dims[1]), weightSteps: weights.steps(axis: 1))
    convolution.padding = try padding(of: node, convolution, input: input)
    try append(.transposedConvolution(convolution), node)
  }

  /// What a transposed convolution takes off its output: `pads`, or what `output_shape` or `auto_pad` leaves of the full
  /// size stride * (size - 1) + outputPadding + kernel (ONNX operator ConvTranspose).
  private func padding(
    of node: ONNXNode, _ convolution: TransposedConvolution, input: Shape
  ) throws(ConversionError) -> Padding {
    let mode = try node.string("auto_pad", default: "NOTSET")
    guard ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(mode) else {
      throw node.error("attribute auto_pad = \(mode) is not known")
    }
    let (kernel, stride, added) = (convolution.kernel, convolution.stride, convolution.outputPadding)
    var wanted: [Int]
    if let shape = try node.ints("output_shape") {
      wanted = Array(shape.suffix(2))
    } else if mode.hasPrefix("SAME") {
      wanted = [input.height * stride.height, input.width * stride.width]
    } else {
      return mode == "VALID" ? Padding() : try explicitPadding(of: node)
    }
    let full = [
      stride.height * (input.height - 1) + added.height + kernel.height,
      stride.width * (input.width - 1) + added.width + kernel.width,
    ]
    guard wanted.count == 2, 1...full[0] ~= wanted[0], 1...full[1] ~= wanted[1] else {
      throw node.error("attribute output_shape = \(wanted.prefix(8)) does not fit the full output \(full)")
    }
    let rows = GraphBuilder.halves(full[0] - wanted[0], moreAfter: mode == "SAME_UPPER")
    let columns = GraphBuilder.halves(full[1] - wanted[1], moreAfter: mode == "SAME_UPPER")
    return Padding(top: rows.before, left: columns.before, bottom: rows.after, right: columns.after)
  }

  private mutating func weights(of node: ONNXNode) throws(ConversionError) -> ONNXTensor {
    let name = try node.input(1)
    let weights = try tensor(name, for: node)
    guard weights.dims.count == 4 else {
      throw node.error("tensor '\(name)' has the sizes \(weights.dims.prefix(8)); a two-dimensional kernel has four")
    }
    try keep(weights.floats.count, for: node)
    return weights
  }

  private mutating func bias(of node: ONNXNode, count: Int) throws(ConversionError) -> [Float] {
    try keep(count, for: node)
    guard let name = node.optionalInput(2) else { return [Float](repeating: 0, count: count) }
    return try vector(name, count: count, for: node)
  }
}
