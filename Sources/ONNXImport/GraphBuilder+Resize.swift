import NetworkGraph

extension GraphBuilder {
  /// Resize (operator sets 11 to 19) of rows and columns, nearest or linear.
  mutating func addResize(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    guard let axes = input.axes else { throw notSupported(node) }
    try node.require("antialias", 0, default: 0)
    let policy = try node.string("keep_aspect_ratio_policy", default: "stretch")
    guard policy == "stretch" else {
      throw node.error("attribute keep_aspect_ratio_policy = \(policy) is not supported; supported is stretch")
    }
    let targets = try targets(of: node, axes, input)
    let shape = graph.shapes[input.id]
    var (rows, columns) = (Target(size: shape.height, scale: 1), Target(size: shape.width, scale: 1))
    for (axis, target) in zip(axes, targets) {
      switch axis {
      case .rows: rows = target
      case .columns: columns = target
      default:
        guard target.size == shape.size(of: axis) else {
          throw node.error("resizes the batch or the channels; supported are height and width")
        }
      }
    }
    var resize = Resize(
      mode: try mode(of: node), coordinates: .halfPixel, rounding: try rounding(of: node),
      output: Extent(height: rows.size, width: columns.size), scaleY: rows.scale, scaleX: columns.scale)
    resize.coordinates = try coordinates(of: node, &resize, shape)
    try append(.resize(resize), node, inputs: [input.id], axes: axes)
  }

  private struct Target {
    var size: Int
    var scale: Double
  }

  /// The output size and the scale of each axis, from the inputs `scales` or `sizes`.
  private mutating func targets(
    of node: ONNXNode, _ axes: [Axis], _ input: FileValue
  ) throws(ConversionError) -> [Target] {
    let shape = graph.shapes[input.id]
    let old = axes.map { shape.size(of: $0) }
    var result = old.map { Target(size: $0, scale: 1) }
    var places = Array(axes.indices)
    if let numbers = try node.ints("axes") {
      places = []
      for number in numbers { places.append(try axis(number, of: input, for: node).index) }
    }
    let sizes = try node.optionalInput(3).map { name throws(ConversionError) in try integers(name, for: node) } ?? []
    if !sizes.isEmpty {
      guard sizes.count == places.count, sizes.allSatisfy({ 1...Shape.largestElementCount ~= $0 }) else {
        throw node.error("has the sizes \(sizes.prefix(8)) for the axes \(described(input))")
      }
      for (place, size) in zip(places, sizes) {
        result[place] = Target(size: size, scale: Double(size) / Double(old[place]))
      }
      return result
    }
    let scales = try tensor(try node.input(2), for: node).floats
    // sizes are limited, so the product fits an Int
    guard scales.count == places.count, scales.allSatisfy({ $0 > 0 && $0 <= 0x1p20 }) else {
      throw node.error("has the scales \(scales.prefix(8)) for the axes \(described(input))")
    }
    for (place, scale) in zip(places, scales) {
      result[place] = Target(size: Int((Float(old[place]) * scale).rounded(.down)), scale: Double(scale))
    }
    return result
  }

  private func mode(of node: ONNXNode) throws(ConversionError) -> Resize.Mode {
    let name = try node.string("mode", default: "nearest")
    switch name {
    case "nearest": return .nearest
    case "linear": return .linear
    default: throw node.error("attribute mode = \(name) is not supported; supported are nearest and linear")
    }
  }

  private func rounding(of node: ONNXNode) throws(ConversionError) -> Resize.Rounding {
    let name = try node.string("nearest_mode", default: "round_prefer_floor")
    switch name {
    case "round_prefer_floor": return .preferFloor
    case "round_prefer_ceil": return .preferCeil
    case "floor": return .floor
    case "ceil": return .ceil
    default: throw node.error("attribute nearest_mode = \(name) is not known")
    }
  }

  private func coordinates(
    of node: ONNXNode, _ resize: inout Resize, _ input: Shape
  ) throws(ConversionError) -> Resize.Coordinates {
    let name = try node.string("coordinate_transformation_mode", default: "half_pixel")
    switch name {
    case "half_pixel": return .halfPixel
    case "pytorch_half_pixel": return .pytorchHalfPixel
    case "align_corners": return .alignCorners
    case "asymmetric": return .asymmetric
    // floor((i + 0.5) / s) is the half pixel, rounded
    case "tf_half_pixel_for_nn" where resize.mode == .nearest && resize.rounding == .floor:
      resize.rounding = .preferCeil
      return .halfPixel
    // the same as half_pixel, where the scales give integer sizes
    case "half_pixel_symmetric"
    where Double(resize.output.height) == Double(input.height) * resize.scaleY
      && Double(resize.output.width) == Double(input.width) * resize.scaleX:
      return .halfPixel
    default:
      throw node.error(
        "attribute coordinate_transformation_mode = \(name) is not supported; supported are half_pixel, "
          + "pytorch_half_pixel, align_corners and asymmetric")
    }
  }
}
