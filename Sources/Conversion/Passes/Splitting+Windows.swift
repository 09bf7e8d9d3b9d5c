import Model

extension Convolution {
  /// Whether no kernel of the engine spans it. A depthwise one is dilated as it is.
  var isTooWide: Bool {
    let hasDilation = dilationY > 1 || dilationX > 1
    let isNative =
      isDepthwise && kernel.count <= ModelFormat.maximumDepthwiseTaps
      && max(dilationY, dilationX) <= ModelFormat.maximumKernel
    return hasDilation && !isNative && max(span.height, span.width) > ModelFormat.maximumKernel
  }
}

extension Splitting {
  /// One copy of the input for each tap, moved there, and a convolution 1x1 of them all.
  mutating func addShifted(_ node: Node, _ convolution: Convolution, _ input: Shape) throws(ConversionError) {
    let output = result.shapes[node.output]
    func places(_ count: Int, _ size: Int, _ stride: Int, _ first: Int) -> [Int] {
      (0..<count).map { 0..<size ~= $0 * stride + first ? $0 * stride + first : -1 }
    }
    var plain = convolution
    (plain.dilationY, plain.dilationX) = (1, 1)
    plain = plain.dense
    let (taps, inputs) = (plain.kernel.count, plain.inputChannels)
    var copies: [Int] = []
    for u in 0..<plain.kernel.height {
      let rows = places(
        output.height, input.height, plain.stride.height, u * convolution.dilationY - plain.padding.top)
      for v in 0..<plain.kernel.width {
        let columns = places(
          output.width, input.width, plain.stride.width, v * convolution.dilationX - plain.padding.left)
        copies.append(try append(node, "tap", .places(rows: rows, columns: columns), node.inputs[0]))
      }
    }
    var weights = plain.weights
    for o in 0..<plain.outputChannels {
      for i in 0..<inputs {
        for tap in 0..<taps {
          weights[o * inputs * taps + tap * inputs + i] = plain.weights[(o * inputs + i) * taps + tap]
        }
      }
    }
    let joined = try result.append(node.name + ".taps", .concat, inputs: copies)
    let one = Convolution(
      outputChannels: plain.outputChannels, inputChannels: taps * inputs, kernel: Extent(height: 1, width: 1),
      weights: weights, bias: plain.bias, weightSteps: plain.weightSteps)
    try finish(node, .convolution(one), joined)
  }

  /// The mean of means of windows that lie side by side.
  mutating func addMean(_ node: Node, _ pool: AveragePool, _ input: Shape) throws(ConversionError) {
    let (kernel, limit) = (pool.kernel, ModelFormat.maximumStride)
    if kernel == Extent(height: input.height, width: input.width), pool.padding == Padding() {
      return try finish(node, .globalAveragePool, node.inputs[0])
    }
    guard max(pool.stride.height, pool.stride.width) > limit, pool.stride == kernel, pool.padding == Padding(),
      let first = Splitting.factors(kernel, limit)
    else { return result.nodes.append(node) }
    let output = result.shapes[node.output]
    let cut = Padding(
      bottom: input.height - output.height * kernel.height, right: input.width - output.width * kernel.width)
    var value = node.inputs[0]
    if cut != Padding() { value = try append(node, "cut", .crop(cut), value) }
    value = try append(node, "first", .averagePool(AveragePool(kernel: first, stride: first)), value)
    let second = Extent(height: kernel.height / first.height, width: kernel.width / first.width)
    try finish(node, .averagePool(AveragePool(kernel: second, stride: second)), value)
  }

  /// The largest of a whole map, or of windows that lie side by side.
  mutating func addMaximum(_ node: Node, _ pool: MaxPool, _ input: Shape) throws(ConversionError) {
    let (kernel, limit) = (pool.kernel, ModelFormat.maximumStride)
    let output = result.shapes[node.output]
    let isLarge =
      max(kernel.height, kernel.width) > ModelFormat.maximumKernel || max(pool.stride.height, pool.stride.width) > limit
    guard isLarge, pool.padding == Padding(),
      pool.stride == kernel || output.planeCount == 1
    else { return result.nodes.append(node) }
    if output.planeCount == 1 {
      // as many rows as columns of parts, the last ones perhaps smaller: a border never wins
      func part(_ size: Int) -> Int { min((1...size).first { $0 * $0 >= size } ?? size, limit) }
      let first = Extent(height: part(kernel.height), width: part(kernel.width))
      let count = Extent(
        height: (kernel.height + first.height - 1) / first.height, width: (kernel.width + first.width - 1) / first.width
      )
      let padding = Padding(
        bottom: count.height * first.height - kernel.height, right: count.width * first.width - kernel.width)
      var value = node.inputs[0]
      if kernel != Extent(height: input.height, width: input.width) {
        value = try append(
          node, "cut", .crop(Padding(bottom: input.height - kernel.height, right: input.width - kernel.width)), value)
      }
      value = try append(
        node, "first", .maxPool(MaxPool(kernel: first, stride: first, padding: padding)), value)
      return try add(
        Node(
          name: node.name, operation: .maxPool(MaxPool(kernel: count, stride: Extent(height: 1, width: 1))),
          inputs: [value], output: node.output))
    }
    guard let first = Splitting.factors(kernel, limit) else { return result.nodes.append(node) }
    let value = try append(node, "first", .maxPool(MaxPool(kernel: first, stride: first)), node.inputs[0])
    let second = Extent(height: kernel.height / first.height, width: kernel.width / first.width)
    let used = result.shapes[value]
    guard (used.height - second.height) / second.height + 1 == output.height,
      (used.width - second.width) / second.width + 1 == output.width
    else { return result.nodes.append(node) }
    try finish(node, .maxPool(MaxPool(kernel: second, stride: second)), value)
  }

  /// The largest divisors up to a limit that leave no more than the limit; nil where there are none.
  private static func factors(_ extent: Extent, _ limit: Int) -> Extent? {
    func divisor(_ size: Int) -> Int? { (1...limit).last { size % $0 == 0 && size / $0 <= limit } }
    guard let height = divisor(extent.height), let width = divisor(extent.width) else { return nil }
    return Extent(height: height, width: width)
  }
}
