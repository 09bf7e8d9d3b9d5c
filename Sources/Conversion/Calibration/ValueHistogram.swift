/// A histogram of values that come in a stream: its range doubles when a value lies outside.
struct ValueHistogram {
  /// Bins of equal width over -limit ..< limit.
  static let binCount = 4096
  private(set) var bins = [Double](repeating: 0, count: ValueHistogram.binCount)
  private(set) var limit: Float = 0x1p-20
  private(set) var minimum = Float.infinity
  private(set) var maximum = -Float.infinity

  mutating func add(_ values: UnsafeBufferPointer<Float>) {
    var low = minimum
    var high = maximum
    for value in values {
      low = min(low, value)
      high = max(high, value)
    }
    minimum = low
    maximum = high
    guard values.count > 0, low.isFinite, high.isFinite else { return }
    while max(-low, high) >= limit { double() }
    let perUnit = Float(ValueHistogram.binCount / 2) / limit
    let middle = Float(ValueHistogram.binCount / 2)
    bins.withUnsafeMutableBufferPointer { bins in
      for value in values { bins[min(max(Int(value * perUnit + middle), 0), ValueHistogram.binCount - 1)] += 1 }
    }
  }

  /// Twice the range: two bins become one.
  private mutating func double() {
    var wider = [Double](repeating: 0, count: bins.count)
    let quarter = bins.count / 4
    for (index, count) in bins.enumerated() { wider[quarter + index / 2] += count }
    bins = wider
    limit *= 2
  }

  var binWidth: Double { 2 * Double(limit) / Double(bins.count) }
  /// The middle of a bin.
  func centre(_ index: Int) -> Double { (Double(index) + 0.5) * binWidth - Double(limit) }
}
