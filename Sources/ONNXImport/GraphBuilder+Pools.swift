import NetworkGraph

extension GraphBuilder {
  mutating func addMaxPool(_ node: ONNXNode) throws(ConversionError) {
    let input = graph.shapes[try firstPlanes(of: node)]
    try node.require("storage_order", 0, default: 0)
    let window = try poolWindow(node, input)
    // padding never wins, so the elements that rounding up adds are padding like any other
    try append(
      .maxPool(MaxPool(kernel: window.kernel, stride: window.stride, padding: window.padding + window.added)), node)
  }

  mutating func addAveragePool(_ node: ONNXNode) throws(ConversionError) {
    let input = graph.shapes[try firstPlanes(of: node)]
    let window = try poolWindow(node, input)
    let countsPadding = try node.int("count_include_pad", default: 0) != 0
    guard window.added == Padding() || !countsPadding else {
      throw node.error(
        "has ceil_mode = 1, count_include_pad = 1 and a size that does not fit; supported is either, or a size that fits"
      )
    }
    try append(
      .averagePool(
        AveragePool(
          kernel: window.kernel, stride: window.stride, padding: window.padding + window.added,
          countsPadding: countsPadding)), node)
  }

  /// GlobalMaxPool: a window that covers the whole plane.
  mutating func addGlobalMaxPool(_ node: ONNXNode) throws(ConversionError) {
    try append(.maxPool(MaxPool(whole: graph.shapes[try firstPlanes(of: node)])), node)
  }

  /// ReduceMean, ReduceSum and ReduceL2: over rows and columns a global average pool, over the channels a convolution. ReduceL2 reduces
  /// squares and takes the root of the result. ReduceMax: a global max-pool, or the largest of the channels.
  mutating func addReduction(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    guard let axes = input.axes else { throw notSupported(node) }
    let stated = try axisNumbers(of: node) ?? []
    let isAll = stated.isEmpty ? try node.int("noop_with_empty_axes", default: 0) == 0 : false
    let numbers = isAll ? Array(axes.indices) : stated
    var places = Set<Int>()
    for number in numbers { places.insert(try axis(number, of: input, for: node).index) }
    let shape = graph.shapes[input.id]
    let reduced = Set(
      places.flatMap { axes[$0] == .pixels ? [.rows, .columns] : [axes[$0]] }.filter { shape.size(of: $0) != 1 })
    let keeps = try node.int("keepdims", default: 1) != 0
    let left = axes.indices.filter { keeps || !places.contains($0) }.map { axes[$0] }
    let spatial = Set([Axis.rows, .columns].filter { shape.size(of: $0) != 1 })
    let isMean = node.type == "ReduceMean"
    var value = input.id
    if node.type == "ReduceL2" { value = try graph.append(node.name + ".square", .multiply, inputs: [value, value]) }
    if reduced.isEmpty {
    } else if node.type == "ReduceMax", reduced == spatial || reduced == [.channels] {
      let operation: NetworkGraph.Operation = reduced == spatial ? .maxPool(MaxPool(whole: shape)) : .channelMax
      value = try graph.append(node.name + ".largest", operation, inputs: [value])
    } else if reduced == spatial {
      value = try graph.append(node.name + ".mean", .globalAveragePool, inputs: [value])
      if !isMean {
        try keep(2 * shape.channels, for: node)
        let count = Affine(
          scale: [Double](repeating: Double(shape.planeCount), count: shape.channels),
          shift: [Double](repeating: 0, count: shape.channels))
        value = try graph.append(node.name + ".count", .affine(count), inputs: [value])
      }
    } else if reduced == [.channels] {
      try keep(shape.channels, for: node)
      let sum = Convolution(
        outputChannels: 1, inputChannels: shape.channels, kernel: Extent(height: 1, width: 1),
        weights: [Float](repeating: isMean ? 1 / Float(shape.channels) : 1, count: shape.channels), bias: [0])
      value = try graph.append(node.name + ".sum", .convolution(sum), inputs: [value])
    } else {
      throw node.error(
        "over the axes \(numbers.prefix(8)) of \(described(input)) is not supported; supported is height and width, or "
          + "the channels")
    }
    let isRoot = node.type == "ReduceL2"
    try append(isRoot ? .pointwise(.sqrt) : .identity, node, inputs: [value], axes: left)
  }

  private struct PoolWindow {
    var kernel, stride: Extent
    var padding: Padding
    /// The padding that ceil_mode adds at the bottom and on the right.
    var added: Padding
  }

  private func poolWindow(_ node: ONNXNode, _ input: Shape) throws(ConversionError) -> PoolWindow {
    guard try dilations(of: node) == Extent(height: 1, width: 1) else {
      throw node.error("attribute dilations is not supported; supported is dilations = [1, 1]")
    }
    let kernel = try kernel(of: node)
    let stride = try stride(of: node)
    let padding = try padding(of: node, kernel, stride, input: input)
    var added = Padding()
    if try node.int("ceil_mode", default: 0) != 0 {
      added.bottom = GraphBuilder.roundingUp(input.height, kernel.height, stride.height, padding.top, padding.bottom)
      added.right = GraphBuilder.roundingUp(input.width, kernel.width, stride.width, padding.left, padding.right)
    }
    return PoolWindow(kernel: kernel, stride: stride, padding: padding, added: added)
  }

  /// How many elements must be added so that the number of windows is rounded up. A window that would begin after the input does not count.
  static func roundingUp(_ size: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ after: Int) -> Int {
    let rest = size + before + after - kernel
    guard rest >= 0, kernel > 0 else { return 0 }
    var count = (rest + stride - 1) / stride
    if count * stride >= size + before { count -= 1 }
    return max(0, count * stride - rest)
  }
}

extension MaxPool {
  /// A window as large as the plane.
  fileprivate init(whole shape: Shape) {
    self.init(kernel: Extent(height: shape.height, width: shape.width), stride: Extent(height: 1, width: 1))
  }
}
