/// Durations in nanoseconds, counted in buckets whose width grows with the value: a percentile is exact to within 1 / 256.
///
/// Its memory is fixed, however many durations are recorded. Mean and maximum are exact.
public struct LatencyHistogram {
  private static let subBits = 8
  private static var subCount: Int { 1 << subBits }

  private var counts: [UInt32]
  public private(set) var count = 0
  public private(set) var maximum: UInt64 = 0
  private var sum: UInt64 = 0

  public init() { counts = [UInt32](repeating: 0, count: (65 - LatencyHistogram.subBits) * LatencyHistogram.subCount) }

  public mutating func record(_ nanoseconds: UInt64) {
    counts[LatencyHistogram.bucket(nanoseconds)] &+= 1
    count += 1
    sum &+= nanoseconds
    maximum = max(maximum, nanoseconds)
  }

  public var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }

  /// The smallest value, in nanoseconds, that `percent` % of the durations do not exceed; at most 1 / 256 too large. 0 without any.
  public func percentile(_ percent: Int) -> UInt64 { percentile(perMille: 10 * percent) }

  /// The same for `perMille` thousandths.
  public func percentile(perMille: Int) -> UInt64 {
    let rank = max((count * perMille + 999) / 1000, 1)
    var seen = 0
    for (index, inBucket) in counts.enumerated() {
      seen += Int(inBucket)
      if seen >= rank { return min(LatencyHistogram.last(in: index), maximum) }
    }
    return 0
  }

  /// The bucket of a value. Values below 512 have a bucket each; above, 256 buckets share each power of two.
  private static func bucket(_ value: UInt64) -> Int {
    let shift = max(63 - (value | 1).leadingZeroBitCount - subBits, 0)
    return (shift << subBits) + Int(truncatingIfNeeded: value >> UInt64(shift))
  }

  /// The largest value that falls into a bucket.
  private static func last(in bucket: Int) -> UInt64 {
    let shift = max((bucket >> subBits) - 1, 0)
    let first = UInt64(bucket - (shift << subBits)) << UInt64(shift)
    return first + ((1 << UInt64(shift)) - 1)
  }
}
