import Model
import NetworkGraph

extension Convolution {
  /// Whether no kernel of the engine spans it. Depthwise kernels can be dilated as they are.
  var isTooWide: Bool {
    let hasDilation = dilationY > 1 || dilationX > 1
    let isNative =
      isDepthwise && kernel.count <= ModelFormat.maximumDepthwiseTaps
      && max(dilationY, dilationX) <= ModelFormat.maximumKernel
    return hasDilation && !isNative && max(span.height, span.width) > ModelFormat.maximumKernel
  }
}

extension Splitting {
  /// One shifted copy of the input for each tap, and a 1x1 convolution of all copies.
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
      weights: weights, bias: plain.bias, weightScales: plain.weightScales)
    try finish(node, .convolution(one), joined)
  }

  /// The mean of a large window as a mean of means, for windows that lie side by side or for a single one.
  mutating func addMean(_ node: Node, _ pool: AveragePool, _ input: Shape) throws(ConversionError) {
    let output = result.shapes[node.output]
    if pool.kernel == Extent(height: input.height, width: input.width), pool.padding == Padding() {
      return try finish(node, .globalAveragePool, node.inputs[0])
    }
    var plain = pool
    plain.stride = output.strides(pool.stride, pool.kernel, pool.padding, of: input)
    guard max(plain.stride.height, plain.stride.width) > ModelFormat.maximumStride else {
      return try finish(node, .averagePool(plain), node.inputs[0])
    }
    if pool.countsPadding, pool.padding != Padding() {
      let padded = try append(node, "padded", .pad(pool.padding, value: 0), node.inputs[0])
      return try addMean(
        Node(name: node.name, operation: node.operation, inputs: [padded], output: node.output),
        AveragePool(kernel: pool.kernel, stride: pool.stride), result.shapes[padded])
    }
    let (whole, kernel, padding) = try inside(node, pool.kernel, pool.padding, input)
    guard padding == Padding(),
      let rows = Halves.ofMean(kernel.height, stride: plain.stride.height, outputs: output.height),
      let columns = Halves.ofMean(kernel.width, stride: plain.stride.width, outputs: output.width)
    else { return result.nodes.append(node) }
    if output.planeCount == 1 { return try finish(node, .globalAveragePool, whole) }
    let used = result.shapes[whole]
    let cut = Padding(
      bottom: used.height - output.height * kernel.height, right: used.width - output.width * kernel.width)
    var value = whole
    if cut != Padding() { value = try append(node, "cut", .crop(cut), value) }
    let first = AveragePool(
      kernel: Extent(height: rows.first, width: columns.first),
      stride: Extent(height: rows.firstStride, width: columns.firstStride))
    value = try append(node, "first", .averagePool(first), value)
    let second = Extent(height: rows.second, width: columns.second)
    try finish(node, .averagePool(AveragePool(kernel: second, stride: second)), value)
  }

  /// The maximum of a large window as a maximum of maxima, for windows that lie side by side or for a single one.
  mutating func addMaximum(_ node: Node, _ pool: MaxPool, _ input: Shape) throws(ConversionError) {
    let output = result.shapes[node.output]
    var plain = pool
    plain.stride = output.strides(pool.stride, pool.kernel, pool.padding, of: input)
    let isLarge =
      max(pool.kernel.height, pool.kernel.width) > ModelFormat.maximumKernel
      || max(plain.stride.height, plain.stride.width) > ModelFormat.maximumStride
    guard isLarge else { return try finish(node, .maxPool(plain), node.inputs[0]) }
    let (whole, kernel, padding) = try inside(node, pool.kernel, pool.padding, input)
    guard padding == Padding(),
      let rows = Halves.ofLargest(kernel.height, stride: plain.stride.height, outputs: output.height),
      let columns = Halves.ofLargest(kernel.width, stride: plain.stride.width, outputs: output.width)
    else { return result.nodes.append(node) }
    let first = MaxPool(
      kernel: Extent(height: rows.first, width: columns.first),
      stride: Extent(height: rows.firstStride, width: columns.firstStride),
      padding: Padding(bottom: rows.border, right: columns.border))
    let value = try append(node, "first", .maxPool(first), whole)
    let second = MaxPool(
      kernel: Extent(height: rows.second, width: columns.second),
      stride: Extent(height: output.height == 1 ? 1 : rows.second, width: output.width == 1 ? 1 : columns.second))
    // a single window may still have too many parts
    try addMaximum(
      Node(name: node.name, operation: .maxPool(second), inputs: [value], output: node.output), second,
      result.shapes[value])
  }

  /// For a side with only one window: crops to the elements in the window, so that no border is left.
  private mutating func inside(
    _ node: Node, _ kernel: Extent, _ padding: Padding, _ input: Shape
  ) throws(ConversionError) -> (value: Int, kernel: Extent, padding: Padding) {
    let output = result.shapes[node.output]
    var (kernel, padding, cut) = (kernel, padding, Padding())
    if output.height == 1 {
      kernel.height = min(input.height, kernel.height - padding.top)
      cut.bottom = input.height - kernel.height
      (padding.top, padding.bottom) = (0, 0)
    }
    if output.width == 1 {
      kernel.width = min(input.width, kernel.width - padding.left)
      cut.right = input.width - kernel.width
      (padding.left, padding.right) = (0, 0)
    }
    let value = cut == Padding() ? node.inputs[0] : try append(node, "inside", .crop(cut), node.inputs[0])
    return (value, kernel, padding)
  }
}

extension Shape {
  /// Strides that give the same shape and that the engine can take. Along a side of one output pixel the window takes no step, so the least
  /// stride that leaves one pixel is as good.
  func strides(_ stride: Extent, _ kernel: Extent, _ padding: Padding, of input: Shape) -> Extent {
    func least(_ stride: Int, _ outputs: Int, _ rest: Int) -> Int {
      outputs == 1 && stride > ModelFormat.maximumStride ? min(stride, rest + 1) : stride
    }
    return Extent(
      height: least(stride.height, height, input.height + padding.top + padding.bottom - kernel.height),
      width: least(stride.width, width, input.width + padding.left + padding.right - kernel.width))
  }
}

/// One side of a window as two windows, of which the second combines the results of the first.
private struct Halves {
  let first, firstStride, second: Int
  /// Elements after the last part, which are padding.
  let border: Int

  private init(_ first: Int, _ firstStride: Int, _ second: Int, border: Int = 0) {
    self.first = first
    self.firstStride = firstStride
    self.second = second
    self.border = border
  }

  /// For a mean, whose parts must be equal; a single window has one part.
  static func ofMean(_ size: Int, stride: Int, outputs: Int) -> Halves? {
    if outputs == 1 { return Halves(size, 1, 1) }
    return stride == size ? ofEqualParts(size) : nil
  }

  /// For a maximum. Padding never wins, so the last part of a single window may be smaller.
  static func ofLargest(_ size: Int, stride: Int, outputs: Int) -> Halves? {
    guard outputs == 1 else { return stride == size ? ofEqualParts(size) : nil }
    if size <= ModelFormat.maximumKernel { return Halves(size, 1, 1) }
    // about as many parts as a part has elements
    let part = min((1...size).first { $0 * $0 >= size } ?? size, ModelFormat.maximumStride)
    let count = (size + part - 1) / part
    return Halves(part, part, count, border: count * part - size)
  }

  /// Equal parts, each as large as a stride may be and not more of them than that; nil where there are none.
  private static func ofEqualParts(_ size: Int) -> Halves? {
    let limit = ModelFormat.maximumStride
    guard let part = (1...limit).last(where: { size % $0 == 0 && size / $0 <= limit }) else { return nil }
    return Halves(part, part, size / part)
  }
}
