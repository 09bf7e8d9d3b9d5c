import Model
import NetworkGraph

extension Splitting {
  mutating func addTransposed(
    _ node: Node, _ transposed: TransposedConvolution, _ input: Shape
  ) throws(ConversionError) {
    let stride = transposed.stride
    if stride.count == 1 { return try addFlipped(node, transposed, node.inputs[0]) }
    if stride.height == stride.width, [4, 8, 16].contains(stride.height) {
      return try addBlocks(node, transposed, input, stride.height)
    }
    // puts zeros between the pixels
    func spread(_ size: Int, _ stride: Int) -> [Int] {
      (0..<(size - 1) * stride + 1).map { $0 % stride == 0 ? $0 / stride : -1 }
    }
    let places = Operation.places(rows: spread(input.height, stride.height), columns: spread(input.width, stride.width))
    try addFlipped(node, transposed, try append(node, "spread", places, node.inputs[0]))
  }

  /// Stride 1: a convolution with the kernel rotated by half a turn, padded with the rest of the kernel.
  private mutating func addFlipped(
    _ node: Node, _ transposed: TransposedConvolution, _ input: Int
  ) throws(ConversionError) {
    let (kernel, padding) = (transposed.kernel, transposed.padding)
    var weights = [Float](repeating: 0, count: transposed.weights.count)
    for i in 0..<transposed.inputChannels {
      for o in 0..<transposed.outputChannels {
        for tap in 0..<kernel.count {
          weights[(o * transposed.inputChannels + i) * kernel.count + kernel.count - 1 - tap] =
            transposed.weights[(i * transposed.outputChannels + o) * kernel.count + tap]
        }
      }
    }
    // a negative border is cut off
    let border = Padding(
      top: kernel.height - 1 - padding.top, left: kernel.width - 1 - padding.left,
      bottom: kernel.height - 1 - padding.bottom + transposed.outputPadding.height,
      right: kernel.width - 1 - padding.right + transposed.outputPadding.width)
    let convolution = Convolution(
      outputChannels: transposed.outputChannels, inputChannels: transposed.inputChannels, kernel: kernel,
      weights: weights, bias: transposed.bias, weightScales: transposed.weightScales)
    let cut = border.cut
    guard cut != Padding() else { return try finish(node, .convolution(convolution.padded(by: border)), input) }
    try finish(node, .crop(cut), try append(node, "whole", .convolution(convolution.padded(by: border)), input))
  }

  /// One convolution that computes the pixels of each block as channels, and transposed ones that spread the blocks.
  private mutating func addBlocks(
    _ node: Node, _ transposed: TransposedConvolution, _ input: Shape, _ stride: Int
  ) throws(ConversionError) {
    let (kernel, target) = (transposed.kernel, result.shapes[node.output])
    let rows = Taps(kernel.height, stride: stride, padding: transposed.padding.top)
    let columns = Taps(kernel.width, stride: stride, padding: transposed.padding.left)
    let window = Extent(height: rows.count, width: columns.count)
    let order = Splitting.blockOrder(stride)
    let (inputs, outputs) = (transposed.inputChannels, transposed.outputChannels)
    var weights = [Float](repeating: 0, count: order.count * outputs * inputs * window.count)
    for (place, phase) in order.enumerated() {
      for (row, u) in rows.taps(phase: phase.row) {
        for (column, v) in columns.taps(phase: phase.column) {
          for o in 0..<outputs {
            for i in 0..<inputs {
              let at = ((place * outputs + o) * inputs + i) * window.count + row * window.width + column
              weights[at] = transposed.weights[(i * outputs + o) * kernel.count + u * kernel.width + v]
            }
          }
        }
      }
    }
    let blocks = Extent(height: (target.height + stride - 1) / stride, width: (target.width + stride - 1) / stride)
    let border = Padding(
      top: -rows.first, left: -columns.first, bottom: blocks.height + rows.last - input.height,
      right: blocks.width + columns.last - input.width)
    let scales = transposed.weightScales.map { scales in order.indices.flatMap { _ in scales } }
    let convolution = Convolution(
      outputChannels: order.count * outputs, inputChannels: inputs, kernel: window, weights: weights,
      bias: order.indices.flatMap { _ in transposed.bias }, weightScales: scales)
    var value = try append(node, "phases", .convolution(convolution.padded(by: border)), node.inputs[0])
    if border.cut != Padding() { value = try append(node, "cut", .crop(border.cut), value) }
    while result.shapes[value].channels > outputs {
      let channels = result.shapes[value].channels / 4
      value = try append(node, "blocks", .transposedConvolution(.blocks(channels: channels)), value)
    }
    let made = result.shapes[value]
    try finish(node, .crop(Padding(bottom: made.height - target.height, right: made.width - target.width)), value)
  }

  /// The pixels of a block in the order in which halving spreads them: the coarser halves first.
  static func blockOrder(_ stride: Int) -> [(row: Int, column: Int)] {
    guard stride > 1 else { return [(0, 0)] }
    let half = stride / 2
    return (0..<4).flatMap { quarter in
      blockOrder(half).map { (quarter / 2 * half + $0.row, quarter % 2 * half + $0.column) }
    }
  }
}

extension Padding {
  /// The part that a negative border cuts off.
  fileprivate var cut: Padding {
    Padding(top: max(-top, 0), left: max(-left, 0), bottom: max(-bottom, 0), right: max(-right, 0))
  }
}

extension Convolution {
  /// The convolution with this border; negative sides of the border are left out, and cut off elsewhere.
  fileprivate func padded(by border: Padding) -> Convolution {
    var result = self
    result.padding = Padding(
      top: max(border.top, 0), left: max(border.left, 0), bottom: max(border.bottom, 0), right: max(border.right, 0))
    return result
  }
}

/// The taps of a transposed convolution along one axis: output s · j + p is the sum of w[k] · x[j + (p + padding - k) / s] over the k for
/// which that division is exact.
private struct Taps {
  let kernel, stride, padding: Int
  /// The first and last index of x that any phase reads, relative to j.
  let first, last: Int

  init(_ kernel: Int, stride: Int, padding: Int) {
    (self.kernel, self.stride, self.padding) = (kernel, stride, padding)
    let offsets = (0..<kernel).map { k in
      let phase = ((k - padding) % stride + stride) % stride
      return (phase + padding - k) / stride
    }
    (first, last) = (offsets.min() ?? 0, offsets.max() ?? 0)
  }

  var count: Int { last - first + 1 }

  /// For each tap of a phase: its index in the window, and in the kernel.
  func taps(phase: Int) -> [(place: Int, index: Int)] {
    (0..<kernel).filter { (phase + padding - $0) % stride == 0 }
      .map { ((phase + padding - $0) / stride - first, $0) }
  }
}

extension TransposedConvolution {
  /// Spreads blocks of 2x2 pixels that are in the channels, pixel after pixel with all channels of each.
  static func blocks(channels: Int) -> TransposedConvolution {
    var weights = [Float](repeating: 0, count: 16 * channels * channels)
    for place in 0..<4 {
      for c in 0..<channels { weights[((place * channels + c) * channels + c) * 4 + place] = 1 }
    }
    return TransposedConvolution(
      outputChannels: channels, inputChannels: 4 * channels, kernel: Extent(height: 2, width: 2), weights: weights,
      bias: [Float](repeating: 0, count: channels))
  }
}
