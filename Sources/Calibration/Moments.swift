/// Prefix sums over a histogram's bins. They give the error of all values outside a range at once.
package struct Moments {
  private var sums: [(count: Double, value: Double, square: Double)] = [(0, 0, 0)]
  private let low, binWidth, inexact: Double

  package init(_ histogram: ValueHistogram) {
    low = histogram.centre(0) - histogram.binWidth / 2
    binWidth = histogram.binWidth
    let bins = histogram.bins
    inexact = bins.reduce(0, +) - histogram.zeros
    sums.reserveCapacity(bins.count + 1)
    for (index, count) in bins.enumerated() {
      let last = sums[index]
      let value = histogram.centre(index)
      sums.append((last.count + count, last.value + count * value, last.square + count * value * value))
    }
  }

  private var total: (count: Double, value: Double, square: Double) { sums[sums.count - 1] }

  /// Σ (value - end)² over the values below `end`.
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

  package var count: Double { total.count }

  /// Σ (value - mean)²
  package var energy: Double { max(total.square - total.value * total.value / max(total.count, 1), 0) }

  /// The squared error of int8 with this range, summed over the values. Rounding adds step² / 12 for each value that is not
  /// exactly 0; a clipped value adds the square of its distance from the range.
  /// - Parameter fineness: the unit to which values are rounded, as a multiple of the scale
  package func squaredError(_ range: ValueRange, fineness: Double = 1) -> Double {
    let step = Double(range.scale) * fineness
    return inexact * step * step / 12 + below(range.low) + above(range.high)
  }

  private func index(_ end: Double) -> Int { min(max(Int((end - low) / binWidth), 0), sums.count - 1) }
}
