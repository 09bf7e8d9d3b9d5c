import NetworkGraph

/// Operators that take elements in another order: Gather, slices with steps, and blocks of pixels that become channels.
extension GraphBuilder {
  /// Gather by constant indices of the channels, rows or columns. On an axis of size 1, or in the existing order, only the axes change.
  mutating func addGather(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    guard let axes = input.axes else { throw notSupported(node) }
    let place = try axis(try node.int("axis", default: 0), of: input, for: node)
    let indices = try tensor(try node.input(1), for: node)
    let size = graph.shapes[input.id].size(of: place.axis)
    let taken = try integers(try node.input(1), for: node).map { $0 < 0 ? $0 + size : $0 }
    guard taken.allSatisfy({ 0..<size ~= $0 }), !taken.isEmpty, indices.dims.count(where: { $0 != 1 }) <= 1 else {
      throw node.error("takes the elements \(taken.prefix(8)) of \(described(input)), axis \(place.index)")
    }
    let own = indices.dims.map { $0 == 1 ? Axis.one : place.axis }
    let result = Array(axes[..<place.index]) + own + Array(axes[(place.index + 1)...])
    let value = try reordered(input.id, place.axis, taken, node)
    // axes of size 1 get the names of the usual order where that fits
    let order = [FileValue.planes, FileValue.interleaved].first { graph.shapes[value].fits(result, $0) }
    try append(.identity, node, inputs: [value], axes: order ?? result)
  }

  /// A value with the elements of one axis in this order.
  mutating func reordered(
    _ value: Int, _ axis: Axis, _ taken: [Int], _ node: ONNXNode
  ) throws(ConversionError) -> Int {
    let shape = graph.shapes[value]
    if taken == Array(0..<shape.size(of: axis)) { return value }
    switch axis {
    case .channels: return try withChannels(value, taken, node)
    case .rows:
      return try graph.append(node.name, .places(rows: taken, columns: Array(0..<shape.width)), inputs: [value])
    case .columns:
      return try graph.append(node.name, .places(rows: Array(0..<shape.height), columns: taken), inputs: [value])
    case .one: return value
    case .pixels: throw node.error("takes some of the pixels of a flattened map; supported are rows and columns")
    }
  }

  /// These channels of a value, nil for a channel of one number: a slice, or a 1x1 convolution, which `Passes` folds into its neighbours.
  mutating func withChannels(
    _ value: Int, _ order: [Int?], filling number: Float = 0, _ node: ONNXNode
  ) throws(ConversionError) -> Int {
    let channels = graph.shapes[value].channels
    if let first = order.first, let first, order == (first..<first + order.count).map({ $0 }) {
      return try graph.append(node.name, .sliceChannels(first..<first + order.count), inputs: [value])
    }
    try keep(order.count * channels, for: node)
    var weights = [Float](repeating: 0, count: order.count * channels)
    for (o, source) in order.enumerated() { if let source { weights[o * channels + source] = 1 } }
    let convolution = Convolution(
      outputChannels: order.count, inputChannels: channels, kernel: Extent(height: 1, width: 1), weights: weights,
      bias: order.map { $0 == nil ? number : 0 })
    return try graph.append(node.name, .convolution(convolution), inputs: [value])
  }

  /// SpaceToDepth: the pixels of each block become channels, one pixel after the other.
  mutating func addSpaceToDepth(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstPlanes(of: node)
    let (shape, size) = (graph.shapes[input], try node.int("blocksize", default: 0))
    guard 1...64 ~= size, shape.height % size == 0, shape.width % size == 0 else {
      throw node.error("has the blocksize \(size) for \(shape)")
    }
    var parts: [Int] = []
    for row in 0..<size {
      for column in 0..<size {
        let places = Operation.places(
          rows: Array(Swift.stride(from: row, to: shape.height, by: size)),
          columns: Array(Swift.stride(from: column, to: shape.width, by: size)))
        parts.append(try graph.append(node.name, places, inputs: [input]))
      }
    }
    try append(parts.count == 1 ? .identity : .concat, node, inputs: parts)
  }

  /// DepthToSpace: a transposed convolution with weights of 1, whose stride is the block's side.
  mutating func addDepthToSpace(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstPlanes(of: node)
    let (shape, size) = (graph.shapes[input], try node.int("blocksize", default: 0))
    let mode = try node.string("mode", default: "DCR")
    guard 1...64 ~= size, shape.channels % (size * size) == 0, ["DCR", "CRD"].contains(mode) else {
      throw node.error("has the blocksize \(size) and the mode \(mode) for \(shape)")
    }
    let (outputs, block) = (shape.channels / (size * size), size * size)
    try keep(shape.channels * outputs * block, for: node)
    var weights = [Float](repeating: 0, count: shape.channels * outputs * block)
    for place in 0..<block {
      for c in 0..<outputs {
        let source = mode == "DCR" ? place * outputs + c : c * block + place
        weights[(source * outputs + c) * block + place] = 1
      }
    }
    let extent = Extent(height: size, width: size)
    try append(
      .transposedConvolution(
        TransposedConvolution(
          outputChannels: outputs, inputChannels: shape.channels, kernel: extent, stride: extent, weights: weights,
          bias: [Float](repeating: 0, count: outputs))), node)
  }
}
