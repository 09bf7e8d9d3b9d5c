/// A range of real values that int8 shall hold. It always contains 0, because padding needs an exact 0.
package struct ValueRange: Equatable {
  package var low, high: Double

  package init(low: Double, high: Double) {
    self.low = min(low, 0)
    self.high = max(high, 0)
    // a tensor that is always 0 gets steps of 1, so that its readers' factors stay ordinary
    if self.high - self.low < 1e-12 { self.high = self.low + 255 }
  }

  /// One step of int8.
  package var scale: Float { Float((high - low) / 255) }

  /// The int8 value that stands for 0.
  package var zeroPoint: Int {
    let exact = -128 - low / Double(scale)
    return Int(min(max(exact.rounded(.toNearestOrEven), -128), 127))
  }
}
