import CFloat

extension FloatExecutor {
  /// Computes one node's output. Work is split by tiles of pixels or by channels, never across a sum.
  func compute(_ step: FloatStep, _ node: Node, _ output: UnsafeMutableBufferPointer<Float>) {
    guard let to = output.baseAddress, let from = elements(node.inputs[0]).baseAddress else { return }
    let shape = graph.shapes[node.inputs[0]]
    let plane = shape.planeCount
    switch step {
    case .convolution(let layers):
      for layer in layers {
        Parallel.forEach(layer.tileCount, threads: threads) { tile, thread in
          layer.compute(tile: tile, from, to, scratch: scratch[thread])
        }
      }
    case .affine(let scale, let shift):
      Parallel.forEach(shape.channels, threads: threads) { channel, _ in
        let (factor, summand) = (scale[channel], shift[channel])
        for index in channel * plane..<(channel + 1) * plane { to[index] = factor * from[index] + summand }
      }
    case .leakyRelu(let slope):
      Parallel.forEach(shape.channels, threads: threads) { channel, _ in
        for index in channel * plane..<(channel + 1) * plane {
          let x = from[index]
          to[index] = x < 0 ? slope * x : x
        }
      }
    case .maxPool(let pool):
      let target = graph.shapes[node.output]
      Parallel.forEach(shape.channels, threads: threads) { channel, _ in
        pool.compute(from + channel * plane, shape, to + channel * target.planeCount, target)
      }
    case .copy:
      var first = to
      for value in node.inputs {
        let source = elements(value)
        guard let elements = source.baseAddress else { continue }
        first.update(from: elements, count: source.count)
        first += source.count
      }
    }
  }
}

extension MaxPool {
  /// One channel: [height][width] of `input` to [height][width] of `output`.
  func compute(
    _ from: UnsafePointer<Float>, _ input: Shape, _ to: UnsafeMutablePointer<Float>, _ output: Shape
  ) {
    for row in 0..<output.height {
      let top = row * stride.height - padding.top
      let rows = max(0, top)..<min(input.height, top + kernel.height)
      for column in 0..<output.width {
        let left = column * stride.width - padding.left
        let columns = max(0, left)..<min(input.width, left + kernel.width)
        var largest = -Float.infinity
        for y in rows {
          for x in columns { largest = max(largest, from[y * input.width + x]) }
        }
        to[row * output.width + column] = largest
      }
    }
  }
}
