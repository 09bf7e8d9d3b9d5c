extension Graph {
  /// The shape of the value that a node writes, from the shapes of its inputs.
  /// - Throws: `ConversionError` that names the node, if the operation does not fit its inputs or the result is empty or
  ///   larger than `Shape.largestElementCount`.
  public func outputShape(of node: Node) throws(ConversionError) -> Shape {
    var inputs: [Shape] = []
    for value in node.inputs {
      guard shapes.indices.contains(value) else {
        throw node.error("reads the value \(value), which does not exist")
      }
      inputs.append(shapes[value])
    }
    guard let first = inputs.first else { throw node.error("has no input") }
    if node.operation != .concat && inputs.count != 1 { throw node.error("has \(inputs.count) inputs instead of one") }

    let shape: Shape
    switch node.operation {
    case .convolution(let convolution):
      shape = try node.shape(of: convolution, reading: first)
    case .transposedConvolution(let convolution):
      shape = try node.shape(of: convolution, reading: first)
    case .affine(let affine):
      guard affine.scale.count == first.channels, affine.shift.count == first.channels else {
        throw node.error("has \(affine.scale.count) factors for the \(first.channels) channels of its input")
      }
      shape = first
    case .maxPool(let pool):
      let padding = pool.padding
      guard max(padding.top, padding.bottom) < pool.kernel.height, max(padding.left, padding.right) < pool.kernel.width
      else { throw node.error("pads by \(padding), not less than its kernel \(pool.kernel)") }
      shape = try node.windows(of: first, pool.kernel, pool.stride, pool.padding, channels: first.channels)
    case .concat:
      shape = try node.concatenated(inputs)
    case .classifierEnd(.argMax):
      shape = Shape(channels: 1, height: first.height, width: first.width)
    case .leakyRelu, .identity, .classifierEnd:
      shape = first
    }
    guard shape.isUsable else {
      throw node.error("would write \(shape), which is empty or too large (input \(first)); check its sizes and pads")
    }
    return shape
  }
}
