import NetworkGraph

extension Padding {
  /// Copies one channel, with elements added on its sides.
  func pad(
    _ from: UnsafePointer<Float>, _ input: Shape, with value: Float, _ to: UnsafeMutablePointer<Float>, _ output: Shape
  ) {
    to.update(repeating: value, count: output.planeCount)
    for row in 0..<input.height {
      (to + (row + top) * output.width + left).update(from: from + row * input.width, count: input.width)
    }
  }

  /// Copies one channel, without elements at its sides.
  func crop(_ from: UnsafePointer<Float>, _ input: Shape, _ to: UnsafeMutablePointer<Float>, _ output: Shape) {
    for row in 0..<output.height {
      (to + row * output.width).update(from: from + (row + top) * input.width + left, count: output.width)
    }
  }
}
