import NetworkGraph

extension GraphBuilder {
  /// Pow of a value with a small integer exponent, as in the approximate GELU: products.
  mutating func addPower(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    let exponent = try tensor(try node.input(1), for: node)
    if exponent.floats == [0.5] {
      try append(.pointwise(.sqrt), node, inputs: [input.id], axes: input.axes ?? [])
      return
    }
    guard exponent.floats.count == 1, let power = exponent.floats.first, [1, 2, 3].contains(power) else {
      throw node.error("by \(exponent.floats.prefix(8)) is not supported; supported are the exponents 0.5, 1, 2 and 3")
    }
    var value = input.id
    for _ in 1..<Int(power) { value = try graph.append(node.name, .multiply, inputs: [input.id, value]) }
    try append(.identity, node, inputs: [value], axes: input.axes ?? [])
  }

  /// Expand of a gate to every pixel: a resize of one pixel to all of them.
  mutating func addExpansion(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    let target = try integers(try node.input(1), for: node)
    let shape = graph.shapes[input.id]
    guard let order = input.axes, target.count == order.count, order.contains(.rows), order.contains(.columns) else {
      throw notSupported(node)
    }
    var output = Extent(height: shape.height, width: shape.width)
    var value = input.id
    for (size, axis) in zip(target, order) where size != shape.size(of: axis) && size != 1 {
      switch axis {
      case .rows where shape.height == 1: output.height = size
      case .columns where shape.width == 1: output.width = size
      case .channels where shape.channels == 1:
        value = try withChannels(value, [Int?](repeating: 0, count: size), node)
      default:
        throw node.error(
          "expands \(described(input)) to \(target.prefix(8)); supported are channels, height and width of size 1")
      }
    }
    let resize = Resize(
      mode: .nearest, coordinates: .asymmetric, rounding: .floor, output: output,
      scaleY: Double(output.height) / Double(shape.height), scaleX: Double(output.width) / Double(shape.width))
    let isSame = output == Extent(height: shape.height, width: shape.width)
    try append(isSame ? .identity : .resize(resize), node, inputs: [value], axes: order)
  }
}
