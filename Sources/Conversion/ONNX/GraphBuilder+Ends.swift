import Foundation

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

  /// Greater or GreaterOrEqual than one number, the mask of a binary network: the threshold goes into the logit, so that it
  /// is 0, the only one that `Passes.widenBinaryHead` knows.
  mutating func addThreshold(_ node: ONNXNode) throws(ConversionError) {
    let value = try firstValue(of: node)
    let limit = try tensor(try node.input(1), for: node)
    guard graph.shapes[value.id].channels == 1, limit.floats.count == 1, let threshold = limit.floats.first else {
      throw node.error("is supported only as the end of a network with one channel, with one number as the threshold")
    }
    var (logit, shift) = (value.id, -Double(threshold))
    if let writer = graph.nodes.last(where: { $0.output == value.id }), writer.operation == .pointwise(.sigmoid) {
      guard 0 < threshold, threshold < 1 else { throw node.error("asks whether a sigmoid is above \(threshold)") }
      logit = writer.inputs[0]
      shift = log((1 - Double(threshold)) / Double(threshold))
    }
    if shift != 0 { logit = try graph.append(node.name, .affine(Affine(scale: [1], shift: [shift])), inputs: [logit]) }
    let id = try append(.classifierEnd(.threshold), node, inputs: [logit])
    try alias(FileValue(id: id, axes: value.axes, isClassIndices: true), node)
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
