/// What adds, takes or joins parts of values.
extension GraphBuilder {
  mutating func addConcat(_ node: ONNXNode) throws(ConversionError) {
    guard let first = node.proto.input.first else { throw node.error("joins nothing") }
    let value = try fileValue(first, for: node)
    guard let axes = value.axes else { throw notSupported(node) }
    let place = try axis(try node.int("axis", default: 1), of: value, for: node)
    var inputs: [Int] = []
    for name in node.proto.input {
      let other = try fileValue(name, for: node)
      guard let its = other.axes, its.count == axes.count, isChannels(place.index, of: other),
        zip(axes.indices, zip(axes, its)).allSatisfy({ index, pair in
          index == place.index || pair.0 == pair.1 || graph.shapes[value.id].size(of: pair.0) == 1
        })
      else {
        throw node.error(
          "joins \(described(other)) along axis \(place.index) of \(described(value)); supported are the channels")
      }
      inputs.append(other.id)
    }
    var joined = axes
    joined[place.index] = .channels
    try append(inputs.count == 1 ? .identity : .concat, node, inputs: inputs, axes: joined)
  }

  /// Whether an axis is that of the channels, or can be taken for it since there is one channel alone.
  private func isChannels(_ place: Int, of value: FileValue) -> Bool {
    guard let axes = value.axes, axes.indices.contains(place) else { return false }
    return axes[place] == .channels || (graph.shapes[value.id].channels == 1 && axes[place] == .one)
  }

  mutating func addSplit(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    let place = try axis(try node.int("axis", default: 0), of: input, for: node)
    guard let axes = input.axes, isChannels(place.index, of: input) else {
      throw node.error("splits axis \(place.index) of \(described(input)); supported are the channels")
    }
    let channels = graph.shapes[input.id].channels
    let count = node.proto.output.count
    var sizes = try node.ints("split") ?? []
    if let name = node.optionalInput(1) { sizes = try integers(name, for: node) }
    if sizes.isEmpty {
      let size = (channels + count - 1) / max(count, 1)
      sizes = (0..<count).map { min(size, channels - $0 * size) }
    }
    guard sizes.count == count, sizes.allSatisfy({ 1...channels ~= $0 }), sizes.reduce(0, +) == channels else {
      throw node.error("splits \(channels) channels into \(sizes.prefix(8)) for \(count) outputs")
    }
    var first = 0
    for (index, size) in sizes.enumerated() {
      if !node.proto.output[index].isEmpty {
        try append(.sliceChannels(first..<first + size), node, inputs: [input.id], axes: axes, output: index)
      }
      first += size
    }
  }

  /// Slice with steps of 1: of the channels, or of rows and columns.
  mutating func addSlice(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    guard let axes = input.axes else { throw notSupported(node) }
    let starts = try integers(try node.input(1), for: node)
    let ends = try integers(try node.input(2), for: node)
    let numbers = try node.optionalInput(3).map { name throws(ConversionError) in try integers(name, for: node) }
    let steps = try node.optionalInput(4).map { name throws(ConversionError) in try integers(name, for: node) }
    let places = numbers ?? Array(starts.indices)
    guard starts.count == ends.count, places.count == starts.count, steps?.allSatisfy({ $0 == 1 }) ?? true else {
      throw node.error("slices with steps \(steps?.prefix(8) ?? []); supported are steps of 1")
    }
    let shape = graph.shapes[input.id]
    var (channels, crop) = (0..<shape.channels, Padding())
    for (index, number) in places.enumerated() {
      let place = try axis(number, of: input, for: node)
      let size = shape.size(of: place.axis)
      // Places behind the end count from it, and what is outside is brought to the nearest end.
      let first = clamped(starts[index], size)
      let last = clamped(ends[index], size)
      guard first < last else { throw node.error("leaves nothing of the axis \(place.index) of \(described(input))") }
      switch place.axis {
      case .channels: channels = first..<last
      case .rows: (crop.top, crop.bottom) = (first, size - last)
      case .columns: (crop.left, crop.right) = (first, size - last)
      case .one: break
      }
    }
    var value = input.id
    if channels.count < shape.channels {
      value = try graph.append(node.name, .sliceChannels(channels), inputs: [value])
    }
    try append(crop == Padding() ? .identity : .crop(crop), node, inputs: [value], axes: axes)
  }

  private func clamped(_ place: Int, _ size: Int) -> Int {
    place < 0 ? max(0, place.addingReportingOverflow(size).partialValue) : min(place, size)
  }

  /// Pad with a constant, in rows and columns; negative pads take off.
  mutating func addPad(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    guard let axes = input.axes else { throw notSupported(node) }
    let mode = try node.string("mode", default: "constant")
    guard mode == "constant" else {
      throw node.error("attribute mode = \(mode) is not supported; supported is constant")
    }
    let pads = try integers(try node.input(1), for: node)
    let value =
      try node.optionalInput(2).map { name throws(ConversionError) in try tensor(name, for: node).floats } ?? []
    var places: [(index: Int, axis: Axis)] = Array(zip(axes.indices, axes))
    if let name = node.optionalInput(3) {
      places = []
      for number in try integers(name, for: node) { places.append(try axis(number, of: input, for: node)) }
    }
    let limit = Node.largestExtent
    guard pads.count == 2 * places.count, value.count <= 1, pads.allSatisfy({ -limit...limit ~= $0 }) else {
      throw node.error("has the pads \(pads.prefix(8)) for the axes \(described(input))")
    }
    var (added, removed) = (Padding(), Padding())
    for (index, place) in places.enumerated() {
      let (before, after) = (pads[index], pads[index + places.count])
      switch place.axis {
      case .rows:
        (added.top, added.bottom, removed.top, removed.bottom) = (
          max(before, 0), max(after, 0), max(-before, 0), max(-after, 0)
        )
      case .columns:
        (added.left, added.right, removed.left, removed.right) = (
          max(before, 0), max(after, 0), max(-before, 0), max(-after, 0)
        )
      default:
        guard before == 0, after == 0 else {
          throw node.error("pads the batch or the channels of \(described(input)); supported are height and width")
        }
      }
    }
    var last = input.id
    if removed != Padding() { last = try graph.append(node.name, .crop(removed), inputs: [last]) }
    try append(
      added == Padding() ? .identity : .pad(added, value: value.first ?? 0), node, inputs: [last], axes: axes)
  }
}
