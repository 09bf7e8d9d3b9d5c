/// A histogram of values that come in a stream: its range doubles when a value lies outside.
struct ValueHistogram {
  /// Bins of equal width over -limit ..< limit.
  static let binCount = 2048
  private(set) var bins = [Double](repeating: 0, count: ValueHistogram.binCount)
  private(set) var limit: Float = 0x1p-20
  private(set) var minimum = Float.infinity
  private(set) var maximum = -Float.infinity
  /// Values that are exactly 0, which int8 holds exactly.
  private(set) var zeros = 0.0

  mutating func add(_ values: UnsafeBufferPointer<Float>) {
    var low = minimum
    var high = maximum
    var sum: Float = 0
    var zeros = 0
    for value in values {
      low = min(low, value)
      high = max(high, value)
      sum += value
      zeros += value == 0 ? 1 : 0
    }
    // NaN loses every comparison: it is found by the sum
    minimum = sum.isNaN ? .nan : low
    maximum = sum.isNaN ? .nan : high
    self.zeros += Double(zeros)
    guard values.count > 0, minimum.isFinite, maximum.isFinite else { return }
    while max(-low, high) >= limit { double() }
    let perUnit = Float(ValueHistogram.binCount / 2) / limit
    let middle = Float(ValueHistogram.binCount / 2)
    bins.withUnsafeMutableBufferPointer { bins in
      for value in values { bins[min(max(Int(value * perUnit + middle), 0), ValueHistogram.binCount - 1)] += 1 }
    }
  }

  mutating func add(_ other: ValueHistogram) {
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    zeros += other.zeros
    while limit < other.limit { double() }
    var other = other
    while other.limit < limit { other.double() }
    for index in bins.indices { bins[index] += other.bins[index] }
  }

  /// Twice the range: two bins become one.
  private mutating func double() {
    var wider = [Double](repeating: 0, count: bins.count)
    let quarter = bins.count / 4
    for (index, count) in bins.enumerated() { wider[quarter + index / 2] += count }
    bins = wider
    limit *= 2
  }

  var count: Double { bins.reduce(0, +) }

  /// How many values lie outside of a range, to the width of a bin.
  func count(outside range: ClosedRange<Double>) -> Double {
    bins.indices.reduce(0) { range.contains(centre($1)) ? $0 : $0 + bins[$1] }
  }

  var binWidth: Double { 2 * Double(limit) / Double(bins.count) }
  /// The middle of a bin.
  func centre(_ index: Int) -> Double { (Double(index) + 0.5) * binWidth - Double(limit) }
}
