import NetworkGraph

extension GraphBuilder {
  /// Add, Sub, Mul or Div of two values, or of a value and a constant with one number for each channel.
  mutating func addArithmetic(_ node: ONNXNode) throws(ConversionError) {
    let (left, right) = (try node.input(0), try node.input(1))
    if try scalesClassIndices(node, left, right) { return }
    switch (isConstant(left), isConstant(right)) {
    case (false, true): try addAffine(node, value: left, constant: right, constantIsLeft: false)
    case (true, false) where node.type == "Div": try divide(node, constant: left, by: try fileValue(right, for: node))
    case (true, false): try addAffine(node, value: right, constant: left, constantIsLeft: true)
    default: try combine(node, try fileValue(left, for: node), try fileValue(right, for: node))
    }
  }

  private mutating func combine(_ node: ONNXNode, _ left: FileValue, _ right: FileValue) throws(ConversionError) {
    switch node.type {
    case "Add": try combine(node, .add, left, right)
    case "Mul": try combine(node, .multiply, left, right)
    case "Sub":
      let channels = graph.shapes[right.id].channels
      try keep(2 * channels, for: node)
      var negated = right
      negated.id = try graph.append(
        node.name + ".negated",
        .affine(
          Affine(
            scale: [Double](repeating: -1, count: channels), shift: [Double](repeating: 0, count: channels))),
        inputs: [right.id])
      try combine(node, .add, left, negated)
    default:
      var inverse = right
      inverse.id = try graph.append(node.name + ".reciprocal", .pointwise(.reciprocal), inputs: [right.id])
      try combine(node, .multiply, left, inverse)
    }
  }

  /// A constant divided by a value: the reciprocal, times the constant.
  private mutating func divide(
    _ node: ONNXNode, constant: String, by value: FileValue
  ) throws(ConversionError) {
    let id = try graph.append(node.name + ".reciprocal", .pointwise(.reciprocal), inputs: [value.id])
    let name = "\u{1}\(graph.shapes.count).\(node.name)"  // no name in a file is like this
    values[name] = FileValue(id: id, axes: value.axes)
    try addAffine(node.replacing { $0.opType = "Mul" }, value: name, constant: constant, constantIsLeft: true)
  }

  /// A mask of 0 and 255, or of shares of 1: class indices times a positive number, which keeps their order.
  private mutating func scalesClassIndices(
    _ node: ONNXNode, _ left: String, _ right: String
  ) throws(ConversionError) -> Bool {
    guard ["Mul", "Div"].contains(node.type), let value = values[left] ?? values[right], value.isClassIndices,
      isConstant(left) || isConstant(right)
    else { return false }
    let factor = try tensor(isConstant(left) ? left : right, for: node)
    guard factor.floats.count == 1, factor.floats[0] > 0, !(isConstant(left) && node.type == "Div") else {
      return false
    }
    try alias(value, node)
    return true
  }

  /// Sum of values; a sum of a value and a constant is an Add.
  mutating func addSum(_ node: ONNXNode) throws(ConversionError) {
    let names = node.proto.input
    if names.count == 1 { return try appendEach(.identity, node) }
    guard !names.contains(where: isConstant) else {
      guard names.count == 2 else {
        throw node.error("sums \(names.count) tensors, constants among them; supported are two, or values alone")
      }
      return try addArithmetic(node.replacing { $0.opType = "Add" })
    }
    var sum = try fileValue(try node.input(0), for: node)
    for name in names.dropFirst() { sum = try combined(node, .add, sum, try fileValue(name, for: node)) }
    try name(sum, node)
  }

  private mutating func combine(
    _ node: ONNXNode, _ operation: Operation, _ left: FileValue, _ right: FileValue
  ) throws(ConversionError) {
    try name(try combined(node, operation, left, right), node)
  }

  private mutating func name(_ value: FileValue, _ node: ONNXNode) throws(ConversionError) {
    try alias(value, node)
    graph.valueNames[value.id] = node.proto.output[0]
  }

  /// Both operations are commutative; the input that is broadcast over the other comes second.
  private mutating func combined(
    _ node: ONNXNode, _ operation: Operation, _ left: FileValue, _ right: FileValue
  ) throws(ConversionError) -> FileValue {
    guard let axes = axes(left, right) else {
      throw node.error(
        "combines the axes \(described(left)) and \(described(right)), which do not belong to each other; supported are "
          + "two values of one size, or one number for each channel or each pixel")
    }
    let swaps = graph.shapes[left.id].elementCount < graph.shapes[right.id].elementCount
    let inputs = swaps ? [right.id, left.id] : [left.id, right.id]
    return FileValue(id: try graph.append(node.name, operation, inputs: inputs), axes: axes)
  }

  /// The axes of two values with their last axes aligned (NumPy's broadcasting); nil if some do not fit.
  private func axes(_ left: FileValue, _ right: FileValue) -> [Axis]? {
    guard let a = left.axes, let b = right.axes else { return nil }
    let rank = max(a.count, b.count)
    var axes: [Axis] = []
    for place in 0..<rank {
      let first = place < rank - a.count ? .one : a[place - rank + a.count]
      let second = place < rank - b.count ? .one : b[place - rank + b.count]
      let (size, other) = (graph.shapes[left.id].size(of: first), graph.shapes[right.id].size(of: second))
      if other == 1 {
        axes.append(size == 1 && first == .one ? second : first)
      } else if size == 1 || first == second {
        axes.append(second)
      } else {
        return nil
      }
    }
    return axes
  }
}
