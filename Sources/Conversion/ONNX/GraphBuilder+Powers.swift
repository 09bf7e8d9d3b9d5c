extension GraphBuilder {
  /// Pow of a value with a small whole exponent, as the approximate GELU has: products.
  mutating func addPower(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    let exponent = try tensor(try node.input(1), for: node)
    guard exponent.floats.count == 1, let power = exponent.floats.first, [1, 2, 3].contains(power) else {
      throw node.error("by \(exponent.floats.prefix(8)) is not supported; supported are the exponents 1, 2 and 3")
    }
    var value = input.id
    for _ in 1..<Int(power) { value = try graph.append(node.name, .multiply, inputs: [input.id, value]) }
    try append(.identity, node, inputs: [value], axes: input.axes ?? [])
  }

  /// Expand: a gate written out for each pixel, which is a resize of one pixel to all of them.
  mutating func addExpansion(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    let target = try integers(try node.input(1), for: node)
    let shape = graph.shapes[input.id]
    guard let axes = input.axes, target.count == axes.count, shape.fits(axes, FileValue.planes) || shape.planeCount == 1
    else { throw notSupported(node) }
    let order = axes.contains(.rows) || axes.contains(.columns) ? axes : FileValue.planes
    var output = Extent(height: shape.height, width: shape.width)
    for (size, axis) in zip(target, order) where size != shape.size(of: axis) && size != 1 {
      switch axis {
      case .rows where shape.height == 1: output.height = size
      case .columns where shape.width == 1: output.width = size
      default: throw node.error("expands \(described(input)) to \(target.prefix(8)); supported are height and width")
      }
    }
    let resize = Resize(
      mode: .nearest, coordinates: .asymmetric, rounding: .floor, output: output,
      scaleY: Double(output.height) / Double(shape.height), scaleX: Double(output.width) / Double(shape.width))
    try append(.resize(resize), node, inputs: [input.id], axes: order)
  }
}
