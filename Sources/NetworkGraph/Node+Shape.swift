extension Node {
  /// The largest side of a kernel, and the largest stride, dilation and padding.
  package static let largestExtent = 1 << 12

  /// An error about this node: `node 'NAME' (operation): MESSAGE`.
  package func error(_ message: String) -> ConversionError {
    .badData("node '\(name)' (\(operation.title)): \(message)")
  }

  func shape(of convolution: Convolution, reading input: Shape) throws(ConversionError) -> Shape {
    try checkChannels(convolution.inputChannels, input)
    let (groups, dilations) = (convolution.groups, [convolution.dilationY, convolution.dilationX])
    guard groups >= 1, convolution.inputChannels % groups == 0, convolution.outputChannels % groups == 0 else {
      throw error(
        "has \(groups) groups, which do not divide its \(convolution.inputChannels) input channels and "
          + "\(convolution.outputChannels) output channels")
    }
    try checkCounts(
      weights: convolution.weights.count, bias: convolution.bias.count, outputs: convolution.outputChannels,
      inputs: convolution.inputChannels / groups, convolution.kernel)
    guard dilations.allSatisfy({ 1...Node.largestExtent ~= $0 }) else { throw error("has the dilations \(dilations)") }
    try checkWindow(convolution.kernel, convolution.stride, convolution.padding)
    // kernel and dilation are below 2^13, so nothing overflows
    return try windows(
      of: input, convolution.span, convolution.stride, convolution.padding, channels: convolution.outputChannels)
  }

  func shape(of convolution: TransposedConvolution, reading input: Shape) throws(ConversionError) -> Shape {
    try checkChannels(convolution.inputChannels, input)
    try checkCounts(
      weights: convolution.weights.count, bias: convolution.bias.count, outputs: convolution.outputChannels,
      inputs: convolution.inputChannels, convolution.kernel)
    try checkWindow(convolution.kernel, convolution.stride, convolution.padding)
    let added = convolution.outputPadding
    guard 0..<convolution.stride.height ~= added.height, 0..<convolution.stride.width ~= added.width else {
      throw error("has output padding \(added), not less than its stride \(convolution.stride)")
    }
    // the input's extents are below 2^28 and the others below 2^13 (checkWindow), so nothing overflows
    let padding = convolution.padding
    return Shape(
      channels: convolution.outputChannels,
      height: convolution.stride.height * (input.height - 1) + convolution.kernel.height + added.height
        - padding.top - padding.bottom,
      width: convolution.stride.width * (input.width - 1) + convolution.kernel.width + added.width
        - padding.left - padding.right)
  }

  func pooled(
    _ input: Shape, _ kernel: Extent, _ stride: Extent, _ padding: Padding
  ) throws(ConversionError) -> Shape {
    guard padding.isSmaller(than: kernel) else {
      throw error("pads by \(padding), not less than its kernel \(kernel)")
    }
    try checkWindow(kernel, stride, padding)
    return try windows(of: input, kernel, stride, padding, channels: input.channels)
  }

  private func windows(
    of input: Shape, _ kernel: Extent, _ stride: Extent, _ padding: Padding, channels: Int
  ) throws(ConversionError) -> Shape {
    let height = input.height + padding.top + padding.bottom
    let width = input.width + padding.left + padding.right
    guard height >= kernel.height, width >= kernel.width else {
      throw error("has a kernel \(kernel) larger than its padded input \(height)x\(width)")
    }
    return Shape(
      channels: channels, height: (height - kernel.height) / stride.height + 1,
      width: (width - kernel.width) / stride.width + 1)
  }

  func concatenated(_ inputs: [Shape]) throws(ConversionError) -> Shape {
    var shape = inputs[0]
    for other in inputs.dropFirst() {
      guard other.height == shape.height, other.width == shape.width else {
        throw error("joins \(inputs[0]) and \(other), which differ in height or width")
      }
      // each usable shape has below 2^28 channels, and the guard ends a long list of them, so nothing overflows
      shape.channels += other.channels
      guard shape.isUsable else { throw error("joins too many channels: \(shape)") }
    }
    return shape
  }

  private func checkChannels(_ expected: Int, _ input: Shape) throws(ConversionError) {
    guard expected == input.channels else {
      throw error("has weights for \(expected) input channels and an input of \(input)")
    }
  }

  private func checkCounts(
    weights: Int, bias: Int, outputs: Int, inputs: Int, _ kernel: Extent
  ) throws(ConversionError) {
    let sizes = [outputs, inputs, kernel.height, kernel.width]
    var count = 1
    for size in sizes {
      let product = count.multipliedReportingOverflow(by: size)
      guard size >= 1, !product.overflow else { throw error("has unusable weight sizes \(sizes)") }
      count = product.partialValue
    }
    guard weights == count, bias == outputs else {
      throw error("has \(weights) weights and \(bias) biases for the sizes \(sizes)")
    }
  }

  private func checkWindow(_ kernel: Extent, _ stride: Extent, _ padding: Padding) throws(ConversionError) {
    let limit = Node.largestExtent
    let extents = [kernel.height, kernel.width, stride.height, stride.width]
    let pads = [padding.top, padding.left, padding.bottom, padding.right]
    guard extents.allSatisfy({ 1...limit ~= $0 }), pads.allSatisfy({ 0...limit ~= $0 }) else {
      throw error("has a kernel \(kernel), stride \(stride) or pads \(padding) of more than \(limit), or none at all")
    }
  }
}
