import Foundation
import NetworkGraph

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

  /// Greater or GreaterOrEqual than one number, or than one for each channel, and Round of a probability: they give the masks of a binary
  /// or multi-label network. The thresholds are subtracted from the logits, because `Passes.widenBinaryHead` knows the threshold 0 only.
  mutating func addThreshold(_ node: ONNXNode) throws(ConversionError) {
    let value = try firstValue(of: node)
    let channels = graph.shapes[value.id].channels
    try keep(2 * channels, for: node)
    let writer = graph.nodes.last { $0.output == value.id }
    let isShare = writer?.operation == .pointwise(.sigmoid)
    let thresholds: [Double]
    if node.type == "Round" {
      guard isShare else { throw node.error("is supported only of a sigmoid, at the network's end") }
      thresholds = [Double](repeating: 0.5, count: channels)
    } else {
      let limit = try node.input(1)
      guard isConstant(limit) else { throw node.error("of two values is not supported; supported is one and a number") }
      thresholds = try perChannel(limit, value, node).numbers
    }
    var (logit, shifts) = (value.id, thresholds.map { -$0 })
    if isShare, let writer {
      guard thresholds.allSatisfy({ 0 < $0 && $0 < 1 }) else {
        throw node.error("asks whether a sigmoid is above \(thresholds[0])")
      }
      logit = writer.inputs[0]
      shifts = thresholds.map { log((1 - $0) / $0) }
    }
    if shifts.contains(where: { $0 != 0 }) {
      let ones = [Double](repeating: 1, count: channels)
      logit = try graph.append(node.name, .affine(Affine(scale: ones, shift: shifts)), inputs: [logit])
    }
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
