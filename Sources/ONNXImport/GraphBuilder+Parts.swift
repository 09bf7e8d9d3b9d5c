import NetworkGraph

/// Operators that add, take or join parts of values.
extension GraphBuilder {
  mutating func addConcat(_ node: ONNXNode) throws(ConversionError) {
    guard let first = node.proto.input.first(where: { !isConstant($0) }) else { throw node.error("joins nothing") }
    let value = try fileValue(first, for: node)
    guard let axes = value.axes else { throw notSupported(node) }
    let place = try axis(try node.int("axis", default: 1), of: value, for: node)
    var inputs: [Int] = []
    for name in node.proto.input {
      let other = isConstant(name) ? try uniform(name, beside: value, node) : try fileValue(name, for: node)
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

  /// Constant channels, each with one number at all pixels: a convolution of weights 0 whose bias holds the numbers.
  private mutating func uniform(_ name: String, beside value: FileValue, _ node: ONNXNode) throws(ConversionError)
    -> FileValue
  {
    let tensor = try tensor(name, for: node)
    let shape = graph.shapes[value.id]
    guard let axes = value.axes, axes == FileValue.planes, tensor.dims.count == 4, tensor.dims[0] == 1,
      tensor.dims[1] >= 1, tensor.dims[2] == shape.height, tensor.dims[3] == shape.width
    else {
      throw node.error("joins the constant '\(name)' of the sizes \(tensor.dims.prefix(8)) to \(described(value))")
    }
    let numbers = (0..<tensor.dims[1]).map { tensor.floats[$0 * shape.planeCount] }
    guard tensor.floats.indices.allSatisfy({ tensor.floats[$0] == numbers[$0 / shape.planeCount] }) else {
      throw node.error(
        "joins a constant that differs from pixel to pixel (coordinates), which is not supported; supported is one number "
          + "for each channel")
    }
    try keep(numbers.count * shape.channels, for: node)
    let constant = Convolution(
      outputChannels: numbers.count, inputChannels: shape.channels, kernel: Extent(height: 1, width: 1),
      weights: [Float](repeating: 0, count: numbers.count * shape.channels), bias: numbers)
    return FileValue(
      id: try graph.append(node.name + ".constant", .convolution(constant), inputs: [value.id]), axes: axes)
  }

  /// Whether an axis is that of the channels, or may be taken for it because there is only one channel.
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

  /// Slice of the channels, or of rows and columns, with any steps.
  mutating func addSlice(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    guard let axes = input.axes else { throw notSupported(node) }
    let starts = try integers(try node.input(1), for: node)
    let ends = try integers(try node.input(2), for: node)
    let numbers = try node.optionalInput(3).map { name throws(ConversionError) in try integers(name, for: node) }
    let steps = try node.optionalInput(4).map { name throws(ConversionError) in try integers(name, for: node) }
    let places = numbers ?? Array(starts.indices)
    guard starts.count == ends.count, places.count == starts.count, steps.map({ $0.count == starts.count }) ?? true
    else {
      throw node.error("has \(starts.count) starts, \(ends.count) ends and \(places.count) axes")
    }
    let shape = graph.shapes[input.id]
    var crop = Padding()
    var value = input.id
    for (index, number) in places.enumerated() {
      let place = try axis(number, of: input, for: node)
      let (size, step) = (shape.size(of: place.axis), steps?[index] ?? 1)
      guard step != 0, abs(step) <= Node.largestExtent else { throw node.error("slices with a step of \(step)") }
      // negative places count from the end; places outside move to the nearest end
      let taken = Array(
        Swift.stride(from: clamped(starts[index], size, step), to: clamped(ends[index], size, step), by: step))
      guard let first = taken.first, let last = taken.last else {
        throw node.error("leaves nothing of the axis \(place.index) of \(described(input))")
      }
      switch place.axis {
      case .rows where step == 1: (crop.top, crop.bottom) = (first, size - 1 - last)
      case .columns where step == 1: (crop.left, crop.right) = (first, size - 1 - last)
      default: value = try reordered(value, place.axis, taken, node)
      }
    }
    try append(crop == Padding() ? .identity : .crop(crop), node, inputs: [value], axes: axes)
  }

  private func clamped(_ place: Int, _ size: Int, _ step: Int) -> Int {
    let own = place < 0 ? place.addingReportingOverflow(size).partialValue : place
    // a very negative number stays below 0 instead of wrapping
    return step > 0 ? min(max(own, 0), size) : min(max(own, -1), size - 1)
  }

  /// Pad with a constant, or in rows and columns with elements of the border; negative pads cut off.
  mutating func addPad(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    guard let axes = input.axes else { throw notSupported(node) }
    let mode = try node.string("mode", default: "constant")
    guard ["constant", "reflect", "edge", "wrap"].contains(mode) else {
      throw node.error("attribute mode = \(mode) is not known")
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
    var channels = (0..<graph.shapes[input.id].channels).map { Int?.some($0) }
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
      case .channels where mode == "constant" && before >= 0 && after >= 0:
        channels = [Int?](repeating: nil, count: before) + channels + [Int?](repeating: nil, count: after)
      default:
        guard before == 0, after == 0 else {
          throw node.error("pads the batch or flattened pixels of \(described(input)); supported are C, H and W")
        }
      }
    }
    var last = input.id
    if removed != Padding() { last = try graph.append(node.name, .crop(removed), inputs: [last]) }
    if channels.count > graph.shapes[last].channels {
      last = try withChannels(last, channels, filling: value.first ?? 0, node)
    }
    if mode != "constant", added != Padding() {
      let shape = graph.shapes[last]
      let rows = try border(mode, shape.height, added.top, added.bottom, node)
      let columns = try border(mode, shape.width, added.left, added.right, node)
      try append(.places(rows: rows, columns: columns), node, inputs: [last], axes: axes)
      return
    }
    try append(
      added == Padding() ? .identity : .pad(added, value: value.first ?? 0), node, inputs: [last], axes: axes)
  }

  /// The indices of the elements along an axis after a border has been added.
  private func border(
    _ mode: String, _ size: Int, _ before: Int, _ after: Int, _ node: ONNXNode
  ) throws(ConversionError) -> [Int] {
    guard mode == "edge" || max(before, after) < size + (mode == "wrap" ? 1 : 0) else {
      throw node.error("pads \(size) elements by \(before) and \(after), which mode = \(mode) does not have")
    }
    return (-before..<size + after).map { place in
      switch mode {
      case "edge": min(max(place, 0), size - 1)
      case "wrap": (place + size) % size
      default: place < 0 ? -place : place < size ? place : 2 * (size - 1) - place
      }
    }
  }
}
