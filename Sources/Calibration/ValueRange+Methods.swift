import Foundation

extension ValueRange {
  package init(_ histogram: ValueHistogram, method: CalibrationMethod) {
    let whole = ValueRange(low: Double(histogram.minimum), high: Double(histogram.maximum))
    switch method {
    case .minmax: self = whole
    case .percentile: self = .percentile(histogram, outside: 0.00005, within: whole)
    case .mse, .auto: self = .leastSquaredError(histogram, within: whole)
    case .kl: self = .leastDivergence(histogram, within: whole)
    }
  }

  private static func percentile(_ histogram: ValueHistogram, outside share: Double, within whole: ValueRange)
    -> ValueRange
  {
    let bins = histogram.bins
    let allowed = bins.reduce(0, +) * share
    func edge(_ indices: some Sequence<Int>) -> Int {
      var sum = 0.0
      for index in indices {
        sum += bins[index]
        if sum > allowed { return index }
      }
      return 0
    }
    let low = histogram.centre(edge(bins.indices)) - histogram.binWidth / 2
    let high = histogram.centre(edge(bins.indices.reversed())) + histogram.binWidth / 2
    return ValueRange(low: max(low, whole.low), high: min(high, whole.high))
  }

  /// The parts of the whole range that the searches try: from all of it to less than a tenth.
  private static let shares = (0...80).map { pow(0.97, Double($0)) }

  /// Tries pairs of ends, and takes the one with the least squared error.
  private static func leastSquaredError(_ histogram: ValueHistogram, within whole: ValueRange) -> ValueRange {
    let moments = Moments(histogram)
    var best = whole
    var leastError = Double.infinity
    for lowShare in shares {
      for highShare in shares {
        let range = ValueRange(low: whole.low * lowShare, high: whole.high * highShare)
        let error = moments.squaredError(range)
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

  /// Tries upper ends, and then lower ones, as TensorRT's entropy calibration does. It compares two distributions: that of the values, with
  /// clipped values counted at the ends, and the same one as 255 steps hold it, with each step's values spread evenly over its bins that
  /// are not empty.
  private static func leastDivergence(_ histogram: ValueHistogram, within whole: ValueRange) -> ValueRange {
    func best(_ candidates: [ValueRange]) -> ValueRange {
      let divergences = candidates.map { divergence(histogram, $0) }
      let least = divergences.indices.min { divergences[$0] < divergences[$1] }
      return candidates[least ?? 0]
    }
    let upper = best(shares.map { ValueRange(low: whole.low, high: whole.high * $0) })
    return best(shares.map { ValueRange(low: whole.low * $0, high: upper.high) })
  }

  private static func divergence(_ histogram: ValueHistogram, _ range: ValueRange) -> Double {
    let bins = histogram.bins
    func bin(_ value: Double) -> Int {
      min(max(Int((value + Double(histogram.limit)) / histogram.binWidth), 0), bins.count - 1)
    }
    let (first, last) = (bin(range.low), bin(range.high))
    var clipped = Array(bins[first...last])
    clipped[0] += bins[..<first].reduce(0, +)
    clipped[clipped.count - 1] += bins[(last + 1)...].reduce(0, +)
    let total = clipped.reduce(0, +)
    guard total > 0 else { return 0 }
    var divergence = 0.0
    var index = first
    while index <= last {
      // the bins that belong to one step of int8
      let step = Int(((histogram.centre(index) - range.low) / Double(range.scale)).rounded(.down))
      var end = index + 1
      while end <= last, Int(((histogram.centre(end) - range.low) / Double(range.scale)).rounded(.down)) == step {
        end += 1
      }
      let held = bins[index..<end].reduce(0, +)
      let filled = Double(bins[index..<end].count { $0 > 0 })
      for at in index..<end where clipped[at - first] > 0 {
        let even = max(held / max(filled, 1), 1e-3)
        divergence += clipped[at - first] / total * log(clipped[at - first] / even)
      }
      index = end
    }
    return divergence
  }
}
