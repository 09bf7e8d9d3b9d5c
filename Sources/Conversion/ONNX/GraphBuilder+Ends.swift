extension GraphBuilder {
  mutating func addSoftmax(_ node: ONNXNode, _ end: ClassifierEnd) throws(ConversionError) {
    let value = try firstValue(of: node)
    try requireChannels(try node.int("axis", default: opset >= 13 ? -1 : 1), value, node)
    try append(.classifierEnd(end), node, inputs: [value.id], axes: value.axes ?? [])
  }

  mutating func addArgMax(_ node: ONNXNode) throws(ConversionError) {
    let value = try firstValue(of: node)
    let place = try requireChannels(try node.int("axis", default: 0), value, node)
    try node.require("select_last_index", 0, default: 0)
    var axes = value.axes ?? []
    if try node.int("keepdims", default: 1) == 0 { axes.remove(at: place) } else { axes[place] = .one }
    let id = try append(.classifierEnd(.argMax), node, inputs: [value.id])
    try alias(FileValue(id: id, axes: axes, isClassIndices: true), node)
  }

  @discardableResult
  private func requireChannels(_ number: Int, _ value: FileValue, _ node: ONNXNode) throws(ConversionError) -> Int {
    let place = try axis(number, of: value, for: node)
    guard place.axis == .channels else {
      throw node.error(
        "attribute axis = \(number) of \(described(value)) is not supported; supported is the axis of the channels")
    }
    return place.index
  }
}
