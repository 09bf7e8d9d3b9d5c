import NetworkGraph

extension MaxPool {
  /// Computes one channel, from [height][width] of `input` to [height][width] of `output`.
  func compute(
    _ from: UnsafePointer<Float>, _ input: Shape, _ to: UnsafeMutablePointer<Float>, _ output: Shape
  ) {
    eachWindow(kernel, stride, padding, input, output) { place, rows, columns in
      var largest = -Float.infinity
      for y in rows {
        for x in columns { largest = max(largest, from[y * input.width + x]) }
      }
      to[place] = largest
    }
  }
}

extension AveragePool {
  /// Computes one channel, from [height][width] of `input` to [height][width] of `output`.
  func compute(
    _ from: UnsafePointer<Float>, _ input: Shape, _ to: UnsafeMutablePointer<Float>, _ output: Shape
  ) {
    eachWindow(kernel, stride, padding, input, output) { place, rows, columns in
      var sum: Float = 0
      for y in rows {
        for x in columns { sum += from[y * input.width + x] }
      }
      to[place] = sum / Float(countsPadding ? kernel.count : rows.count * columns.count)
    }
  }
}

/// Calls `body` for each output element, with its index and the part of its window that is inside the input.
private func eachWindow(
  _ kernel: Extent, _ stride: Extent, _ padding: Padding, _ input: Shape, _ output: Shape,
  _ body: (_ place: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> Void
) {
  for row in 0..<output.height {
    let top = row * stride.height - padding.top
    let rows = max(0, top)..<min(input.height, top + kernel.height)
    for column in 0..<output.width {
      let left = column * stride.width - padding.left
      body(row * output.width + column, rows, max(0, left)..<min(input.width, left + kernel.width))
    }
  }
}
