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
    guard node.operation.inputCounts.contains(inputs.count) else {
      throw node.error("has \(inputs.count) inputs instead of \(node.operation.inputCounts.lowerBound)")
    }

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
      shape = try node.pooled(first, pool.kernel, pool.stride, pool.padding)
    case .averagePool(let pool):
      shape = try node.pooled(first, pool.kernel, pool.stride, pool.padding)
    case .globalAveragePool:
      shape = Shape(channels: first.channels, height: 1, width: 1)
    case .resize(let resize):
      shape = try node.shape(of: resize, reading: first)
    case .add, .multiply:
      shape = try node.broadcast(first, inputs[1])
    case .pointwise(.prelu(let slopes)) where slopes.count != first.channels:
      throw node.error("has \(slopes.count) slopes for the \(first.channels) channels of its input")
    case .pad(let padding, _):
      shape = try node.padded(first, padding)
    case .crop(let padding):
      shape = try node.cropped(first, padding)
    case .places(let rows, let columns):
      guard rows.allSatisfy({ -1..<first.height ~= $0 }), columns.allSatisfy({ -1..<first.width ~= $0 }) else {
        throw node.error("takes rows or columns that \(first) does not have")
      }
      shape = Shape(channels: first.channels, height: rows.count, width: columns.count)
    case .sliceChannels(let channels):
      guard channels.lowerBound >= 0, channels.upperBound <= first.channels, !channels.isEmpty else {
        throw node.error("takes the channels \(channels) of \(first)")
      }
      shape = Shape(channels: channels.count, height: first.height, width: first.width)
    case .concat:
      shape = try node.concatenated(inputs)
    case .channelMax, .classifierEnd(.argMax):
      shape = Shape(channels: 1, height: first.height, width: first.width)
    case .leakyRelu, .pointwise, .identity, .classifierEnd:
      shape = first
    }
    guard shape.isUsable else {
      throw node.error("would write \(shape), which is empty or too large (input \(first)); check its sizes and pads")
    }
    return shape
  }
}
