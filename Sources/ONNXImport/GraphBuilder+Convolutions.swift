import NetworkGraph

extension GraphBuilder {
  mutating func addConvolution(_ node: ONNXNode) throws(ConversionError) {
    let input = graph.shapes[try firstPlanes(of: node)]
    let groups = try groups(of: node)
    let dilations = try dilations(of: node)
    let weights = try weights(of: node)
    let kernel = try kernel(of: node, weights: weights.dims[2...])
    let stride = try stride(of: node)
    // weights have at most 2^28 numbers and groups are at most 2^16, so nothing overflows
    var convolution = Convolution(
      outputChannels: weights.dims[0], inputChannels: weights.dims[1] * groups, kernel: kernel, stride: stride,
      groups: groups, dilationY: dilations.height, dilationX: dilations.width, weights: weights.floats,
      bias: try bias(of: node, count: weights.dims[0]), weightScales: weights.scales(axis: 0))
    convolution.padding = try padding(of: node, convolution.span, stride, input: input)
    try append(.convolution(convolution), node)
  }

  mutating func addTransposedConvolution(_ node: ONNXNode) throws(ConversionError) {
    let input = graph.shapes[try firstPlanes(of: node)]
    var weights = try weights(of: node)
    let (groups, dilations) = (try groups(of: node), try dilations(of: node))
    weights = try dense(weights, groups: groups, node)
    weights = try spread(weights, dilations, node)
    let kernel = Extent(height: weights.dims[2], width: weights.dims[3])
    let stride = try stride(of: node)
    let added = try node.sizes("output_padding", count: 2) ?? [0, 0]
    var convolution = TransposedConvolution(
      outputChannels: weights.dims[1], inputChannels: weights.dims[0], kernel: kernel, stride: stride,
      outputPadding: Extent(height: added[0], width: added[1]), weights: weights.floats,
      bias: try bias(of: node, count: weights.dims[1]), weightScales: weights.scales(axis: 1))
    convolution.padding = try padding(of: node, &convolution, input: input)
    try append(.transposedConvolution(convolution), node)
  }

  /// What a transposed convolution removes from its output: `pads`; or what `output_shape` or `auto_pad` leaves of the full size
  /// stride * (size - 1) + outputPadding + kernel (ONNX operator ConvTranspose). If `output_shape` is larger than that, the output padding
  /// grows.
  private func padding(
    of node: ONNXNode, _ convolution: inout TransposedConvolution, input: Shape
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
    var full = [
      stride.height * (input.height - 1) + added.height + kernel.height,
      stride.width * (input.width - 1) + added.width + kernel.width,
    ]
    if wanted.count == 2, wanted.allSatisfy({ 1...Shape.largestElementCount ~= $0 }) {
      let more = [max(0, wanted[0] - full[0]), max(0, wanted[1] - full[1])]
      convolution.outputPadding = Extent(height: added.height + more[0], width: added.width + more[1])
      full = [full[0] + more[0], full[1] + more[1]]
    }
    guard wanted.count == 2, 1...full[0] ~= wanted[0], 1...full[1] ~= wanted[1] else {
      throw node.error("attribute output_shape = \(wanted.prefix(8)) does not fit the full output \(full)")
    }
    let rows = GraphBuilder.halves(full[0] - wanted[0], moreAfter: mode == "SAME_UPPER")
    let columns = GraphBuilder.halves(full[1] - wanted[1], moreAfter: mode == "SAME_UPPER")
    return Padding(top: rows.before, left: columns.before, bottom: rows.after, right: columns.after)
  }

  /// The weights of several groups as weights of one group, with 0 between channels of different groups. Few networks have these, and they
  /// are small.
  private mutating func dense(_ weights: ONNXTensor, groups: Int, _ node: ONNXNode) throws(ConversionError)
    -> ONNXTensor
  {
    if groups == 1 { return weights }
    let (inputs, outputs, size) = (weights.dims[0], weights.dims[1], weights.dims[2] * weights.dims[3])
    guard inputs % groups == 0 else { throw node.error("has \(groups) groups of \(inputs) input channels") }
    let total = outputs * groups
    try keep(weights.floats.count * (groups - 1), for: node)
    var floats = [Float](repeating: 0, count: inputs * total * size)
    for input in 0..<inputs {
      let first = input / (inputs / groups) * outputs
      for index in 0..<outputs * size {
        floats[(input * total + first) * size + index] = weights.floats[input * outputs * size + index]
      }
    }
    return ONNXTensor(dims: [inputs, total, weights.dims[2], weights.dims[3]], floats: floats)
  }

  /// The weights of a dilated kernel as weights of a larger one, with 0 between the taps.
  private mutating func spread(
    _ weights: ONNXTensor, _ dilations: Extent, _ node: ONNXNode
  ) throws(ConversionError) -> ONNXTensor {
    if dilations.count == 1 { return weights }
    let (height, width) = (weights.dims[2], weights.dims[3])
    let span = Extent(height: (height - 1) * dilations.height + 1, width: (width - 1) * dilations.width + 1)
    guard max(span.height, span.width) <= Node.largestExtent else { throw node.error("has the dilations \(dilations)") }
    let planes = weights.dims[0] * weights.dims[1]
    let (count, isTooLarge) = planes.multipliedReportingOverflow(by: span.count)
    try keep(isTooLarge ? Shape.largestElementCount : count, for: node)
    var floats = [Float](repeating: 0, count: count)
    for plane in 0..<planes {
      for u in 0..<height {
        for v in 0..<width {
          floats[plane * span.count + u * dilations.height * span.width + v * dilations.width] =
            weights.floats[(plane * height + u) * width + v]
        }
      }
    }
    return ONNXTensor(dims: [weights.dims[0], weights.dims[1], span.height, span.width], floats: floats)
  }

  /// The number of groups; the graph checks that it divides the channels.
  private func groups(of node: ONNXNode) throws(ConversionError) -> Int {
    let groups = try node.int("group", default: 1)
    guard 1...Shape.largestChannelCount ~= groups else { throw node.error("attribute group is \(groups)") }
    return groups
  }

  private mutating func weights(of node: ONNXNode) throws(ConversionError) -> ONNXTensor {
    let name = try node.input(1)
    let weights = try tensor(name, for: node)
    guard weights.dims.count == 4, !weights.floats.isEmpty else {
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
