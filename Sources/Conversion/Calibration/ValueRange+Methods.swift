extension ValueRange {
  init(_ histogram: ValueHistogram, method: CalibrationMethod) {
    let whole = ValueRange(low: Double(histogram.minimum), high: Double(histogram.maximum))
    switch method {
    case .minmax: self = whole
    case .percentile: self = .percentile(histogram, outside: 0.00005, within: whole)
    case .mse: self = .leastSquaredError(histogram, within: whole)
    }
  }

  private static func percentile(_ histogram: ValueHistogram, outside share: Double, within whole: ValueRange)
    -> ValueRange
  {
    let allowed = histogram.bins.reduce(0, +) * share
    func edge(_ indices: some Sequence<Int>) -> Int {
      var sum = 0.0
      for index in indices {
        sum += histogram.bins[index]
        if sum > allowed { return index }
      }
      return 0
    }
    let low = histogram.centre(edge(histogram.bins.indices)) - histogram.binWidth / 2
    let high = histogram.centre(edge(histogram.bins.indices.reversed())) + histogram.binWidth / 2
    return ValueRange(low: max(low, whole.low), high: min(high, whole.high))
  }

  /// Tries ends from the whole range down to a quarter of it. Rounding costs step² / 12 a value; a clipped value costs
  /// the square of its distance, from prefix sums of count, value and value².
  private static func leastSquaredError(_ histogram: ValueHistogram, within whole: ValueRange) -> ValueRange {
    let moments = Moments(histogram)
    let shares = (0...60).map { 1 - Double($0) / 80 }
    var best = whole
    var leastError = Double.infinity
    for lowShare in shares {
      for highShare in shares {
        let range = ValueRange(low: whole.low * lowShare, high: whole.high * highShare)
        let step = Double(range.scale)
        let error = moments.count * step * step / 12 + moments.below(range.low) + moments.above(range.high)
        if error < leastError {
          leastError = error
          best = range
        }
        if whole.high == 0 { break }
      }
      if whole.low == 0 { break }
    }
    return best
  }
}

/// Prefix sums of a histogram's bins: how much do the values outside an end weigh?
private struct Moments {
  private var sums: [(count: Double, value: Double, square: Double)] = [(0, 0, 0)]
  private let low, binWidth: Double

  init(_ histogram: ValueHistogram) {
    low = histogram.centre(0) - histogram.binWidth / 2
    binWidth = histogram.binWidth
    for (index, count) in histogram.bins.enumerated() {
      let last = sums[index]
      let value = histogram.centre(index)
      sums.append((last.count + count, last.value + count * value, last.square + count * value * value))
    }
  }

  private var total: (count: Double, value: Double, square: Double) { sums[sums.count - 1] }
  var count: Double { total.count }

  /// Σ (value - end)² over the values under `end`.
  func below(_ end: Double) -> Double {
    let part = sums[index(end)]
    return max(part.square - 2 * end * part.value + end * end * part.count, 0)
  }

  /// Σ (value - end)² over the values above `end`.
  func above(_ end: Double) -> Double {
    let part = sums[index(end)]
    let count = total.count - part.count
    let value = total.value - part.value
    return max(total.square - part.square - 2 * end * value + end * end * count, 0)
  }

  private func index(_ end: Double) -> Int { min(max(Int((end - low) / binWidth), 0), sums.count - 1) }
}
