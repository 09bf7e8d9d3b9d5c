/// A histogram of values that come in a stream: its range doubles when a value lies outside.
package struct ValueHistogram {
  /// Bins of equal width over -limit ..< limit.
  static let binCount = 2048
  package var bins: [Double] { large.isEmpty ? counts.map(Double.init) : large }
  /// The bins, in half of the memory: there is a histogram for each channel of a network.
  private var counts = [UInt32](repeating: 0, count: ValueHistogram.binCount)
  /// Instead, where counts might not suffice.
  private var large: [Double] = []
  private var seen = 0
  private(set) var limit: Float = 0x1p-20
  package private(set) var minimum = Float.infinity
  package private(set) var maximum = -Float.infinity
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

  /// Makes room beside the values for those that did not come: so many times as far as from the least to the greatest, on
  /// either side of these, but not over 0 where all are on one side of it. An end counts as one value.
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

  /// Twice the range: two bins become one.
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

  /// How many values lie outside of a range, to the width of a bin.
  package func count(outside range: ClosedRange<Double>) -> Double {
    bins.enumerated().reduce(0) { range.contains(centre($1.offset)) ? $0 : $0 + $1.element }
  }

  package var binWidth: Double { 2 * Double(limit) / Double(ValueHistogram.binCount) }
  /// The middle of a bin.
  package func centre(_ index: Int) -> Double { (Double(index) + 0.5) * binWidth - Double(limit) }
}
