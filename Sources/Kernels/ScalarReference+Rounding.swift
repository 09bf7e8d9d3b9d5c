extension ScalarReference {
  /// Clamped to low ... high, rounded to nearest even, plus the zero point; `value` is in steps and no NaN.
  @inline(__always)
  static func rounded(_ value: Float, low: Int32, high: Int32, zeroPoint: Int32) -> Int8 {
    rounded(clamped(value, low: low, high: high, zeroPoint: zeroPoint), zeroPoint: zeroPoint)
  }

  /// Steps above the zero point, to what stands for low ... high.
  @inline(__always)
  static func clamped(_ value: Float, low: Int32, high: Int32, zeroPoint: Int32) -> Float {
    let least = Float(low - zeroPoint)
    let most = Float(high - zeroPoint)
    return value < least ? least : value > most ? most : value
  }

  @inline(__always)
  static func rounded(_ steps: Float, zeroPoint: Int32) -> Int8 {
    Int8(truncatingIfNeeded: Int32(steps.rounded(.toNearestOrEven)) &+ zeroPoint)
  }
}
