/// A histogram of values that come one after the other: its range doubles when a value lies outside.
package struct ValueHistogram {
  /// The number of bins; they have equal width and cover -limit ..< limit.
  static let binCount = 2048
  package var bins: [Double] { large.isEmpty ? counts.map(Double.init) : large }
  /// The counts as UInt32, which halves the memory: there is a histogram for each channel of a network.
  private var counts = [UInt32](repeating: 0, count: ValueHistogram.binCount)
  /// The counts as Double, once UInt32 might be too small; empty before.
  private var large: [Double] = []
  private var seen = 0
  private(set) var limit: Float = 0x1p-20
  package private(set) var minimum = Float.infinity
  package private(set) var maximum = -Float.infinity
  /// How many values are exactly 0, which int8 holds exactly.
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
    // NaN loses every comparison, so the sum must find it
    minimum = sum.isNaN ? .nan : low
    maximum = sum.isNaN ? .nan : high
    self.zeros += Double(zeros)
    guard values.count > 0, minimum.isFinite, maximum.isFinite else { return }
    while max(-low, high) >= limit { double() }
    let perUnit = Float(ValueHistogram.binCount / 2) / limit
    let middle = Float(ValueHistogram.binCount / 2)
    func bin(_ value: Float) -> Int { min(max(Int(value * perUnit + middle), 0), ValueHistogram.binCount - 1) }
    seen += values.count
    if seen > Int(UInt32.max) { enlarge() }
    if large.isEmpty {
      counts.withUnsafeMutableBufferPointer { bins in for value in values { bins[bin(value)] += 1 } }
    } else {
      large.withUnsafeMutableBufferPointer { bins in for value in values { bins[bin(value)] += 1 } }
    }
  }

  private mutating func enlarge() {
    guard large.isEmpty else { return }
    large = bins
    counts = []
  }

  /// Widens the range for values that did not occur. On each side it adds `share` times the distance from the least to the greatest value,
  /// but does not cross 0 if all values are on one side of it. Each new end counts as one value.
  mutating func widen(by share: Double) {
    guard minimum.isFinite, maximum.isFinite, maximum > minimum else { return }
    let added = Float(share) * (maximum - minimum)
    let low = minimum >= 0 ? max(minimum - added, 0) : minimum - added
    let high = maximum <= 0 ? min(maximum + added, 0) : maximum + added
    let ends = [low, high].filter { $0 != 0 && $0.isFinite }
    ends.withUnsafeBufferPointer { add($0) }
  }

  mutating func add(_ other: ValueHistogram) {
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    zeros += other.zeros
    enlarge()
    while limit < other.limit { double() }
    var other = other
    while other.limit < limit { other.double() }
    for (index, count) in other.bins.enumerated() { large[index] += count }
  }

  /// Doubles the range: every two bins become one.
  private mutating func double() {
    let quarter = ValueHistogram.binCount / 4
    func doubled<Count: Numeric>(_ bins: [Count]) -> [Count] {
      var wider = [Count](repeating: 0, count: bins.count)
      for (index, count) in bins.enumerated() { wider[quarter + index / 2] += count }
      return wider
    }
    counts = doubled(counts)
    large = doubled(large)
    limit *= 2
  }

  package var count: Double { bins.reduce(0, +) }

  /// How many values lie outside a range, with an error of at most one bin's width at each end.
  package func count(outside range: ClosedRange<Double>) -> Double {
    bins.enumerated().reduce(0) { range.contains(centre($1.offset)) ? $0 : $0 + $1.element }
  }

  package var binWidth: Double { 2 * Double(limit) / Double(ValueHistogram.binCount) }
  /// The value in the middle of a bin.
  package func centre(_ index: Int) -> Double { (Double(index) + 0.5) * binWidth - Double(limit) }
}
