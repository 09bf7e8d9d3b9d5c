extension ScalarReference {
  /// The logit of a class: Float32(accumulator[c]) · factor[c]. The last layer is not requantised.
  @inline(__always)
  public static func logit(_ accumulator: Int32, _ factor: Float) -> Float { Float(accumulator) * factor }

  /// The class of each pixel: the largest logit, the lowest index among equals.
  ///
  /// - Parameters:
  ///   - accumulators: [pixels][stride], Int32, bias included
  ///   - factors: [classes]
  ///   - mask: [pixels], one class index in each byte
  public static func argMax(
    _ accumulators: UnsafePointer<Int32>, stride: Int, factors: UnsafePointer<Float>, classes: Int,
    into mask: UnsafeMutablePointer<UInt8>, pixels: Int
  ) {
    for p in 0..<pixels {
      let row = unsafe accumulators + p * stride
      var best = 0
      var highest = unsafe logit(row[0], factors[0])
      for c in 1..<max(classes, 1) {
        let value = unsafe logit(row[c], factors[c])
        if value > highest {
          highest = value
          best = c
        }
      }
      unsafe mask[p] = UInt8(truncatingIfNeeded: best)
    }
  }
}
