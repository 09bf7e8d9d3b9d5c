extension ScalarReference {
  /// Clamps `value` to low ... high, rounds it to nearest even, and adds the zero point. `value` is in units of the scale, and no NaN.
  @inline(__always)
  static func rounded(_ value: Float, low: Int32, high: Int32, zeroPoint: Int32) -> Int8 {
    rounded(clamped(value, low: low, high: high, zeroPoint: zeroPoint), zeroPoint: zeroPoint)
  }

  /// Clamps a value, in units of the scale above the zero point, to the numbers for which low ... high stand.
  @inline(__always)
  static func clamped(_ value: Float, low: Int32, high: Int32, zeroPoint: Int32) -> Float {
    let least = Float(low - zeroPoint)
    let most = Float(high - zeroPoint)
    return value < least ? least : value > most ? most : value
  }

  @inline(__always)
  static func rounded(_ units: Float, zeroPoint: Int32) -> Int8 {
    Int8(truncatingIfNeeded: Int32(units.rounded(.toNearestOrEven)) &+ zeroPoint)
  }
}
