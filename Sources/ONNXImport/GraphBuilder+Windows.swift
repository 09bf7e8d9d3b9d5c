import NetworkGraph

extension GraphBuilder {
  /// The kernel of a convolution or pool: its attribute, or the weights' sizes where the attribute is missing.
  func kernel(of node: ONNXNode, weights: ArraySlice<Int> = []) throws(ConversionError) -> Extent {
    let sizes = try node.sizes("kernel_shape", count: 2)
    let extents = weights.isEmpty ? sizes : Array(weights)
    guard let extents, extents.count == 2, sizes == nil || sizes == extents else {
      throw node.error(
        "has the kernel_shape \(sizes ?? []) and weights of \(Array(weights)); two-dimensional ones are needed")
    }
    return Extent(height: extents[0], width: extents[1])
  }

  func stride(of node: ONNXNode) throws(ConversionError) -> Extent {
    let sizes = try node.sizes("strides", count: 2) ?? [1, 1]
    guard sizes.allSatisfy({ $0 >= 1 }) else { throw node.error("attribute strides is \(sizes)") }
    return Extent(height: sizes[0], width: sizes[1])
  }

  func dilations(of node: ONNXNode) throws(ConversionError) -> Extent {
    let sizes = try node.sizes("dilations", count: 2) ?? [1, 1]
    guard sizes.allSatisfy({ $0 >= 1 }) else { throw node.error("attribute dilations is \(sizes)") }
    return Extent(height: sizes[0], width: sizes[1])
  }

  /// The explicit `pads`, in ONNX's order: top, left, bottom, right.
  func explicitPadding(of node: ONNXNode) throws(ConversionError) -> Padding {
    let pads = try node.sizes("pads", count: 4) ?? [0, 0, 0, 0]
    return Padding(top: pads[0], left: pads[1], bottom: pads[2], right: pads[3])
  }

  /// The padding of a convolution or pool; `auto_pad` is computed for the input's size.
  func padding(
    of node: ONNXNode, _ kernel: Extent, _ stride: Extent, input: Shape
  ) throws(ConversionError) -> Padding {
    let mode = try node.string("auto_pad", default: "NOTSET")
    switch mode {
    case "NOTSET": return try explicitPadding(of: node)
    case "VALID": return Padding()
    case "SAME_UPPER", "SAME_LOWER":
      let upper = mode == "SAME_UPPER"
      let rows = GraphBuilder.samePadding(input.height, kernel.height, stride.height, upper: upper)
      let columns = GraphBuilder.samePadding(input.width, kernel.width, stride.width, upper: upper)
      return Padding(top: rows.before, left: columns.before, bottom: rows.after, right: columns.after)
    default: throw node.error("attribute auto_pad = \(mode) is not known")
    }
  }

  /// ONNX's SAME_UPPER and SAME_LOWER: the output has ceil(size / stride) elements. An odd element is added after (upper) or before
  /// (lower).
  static func samePadding(_ size: Int, _ kernel: Int, _ stride: Int, upper: Bool) -> (before: Int, after: Int) {
    let outputs = (size + stride - 1) / stride
    return halves(max(0, (outputs - 1) * stride + kernel - size), moreAfter: upper)
  }

  static func halves(_ total: Int, moreAfter: Bool) -> (before: Int, after: Int) {
    moreAfter ? (total / 2, total - total / 2) : (total - total / 2, total / 2)
  }
}
