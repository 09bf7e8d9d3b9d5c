import Calibration
import Foundation
import NetworkGraph

/// How much the rounding of a tensor changes a function of it. Where the function is flat (SiLU of negative values) an error does not
/// matter, so the range may end there and its steps are finer.
struct LookupError {
  private let histogram: ValueHistogram
  private let function: Pointwise
  /// For the middle of each bin, the function's value and the square of its derivative.
  private let values, squaredSlopes: [Double]
  /// The energy of the results around their mean.
  private let energy: Double

  init(_ histogram: ValueHistogram, _ function: Pointwise) {
    self.histogram = histogram
    self.function = function
    let half = histogram.binWidth / 2
    let bins = histogram.bins
    let centres = bins.indices.map(histogram.centre)
    let values = centres.map { function.value($0) }
    squaredSlopes = centres.map { pow((function.value($0 + half) - function.value($0 - half)) / (2 * half), 2) }
    self.values = values
    let count = max(bins.reduce(0, +), 1)
    let mean = zip(bins, values).reduce(0) { $0 + $1.0 * $1.1 } / count
    energy = zip(bins, values).reduce(1e-30) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
  }

  /// The squared error of the results divided by their energy. Inside the range, values are taken as spread evenly over a step; outside,
  /// the error is that of the nearer end.
  /// - Parameter fineness: the unit to which values are rounded, in 255ths of the range
  func relative(_ range: ClosedRange<Double>, fineness: Double = 1) -> Double {
    let rounding = pow((range.upperBound - range.lowerBound) / 255 * fineness, 2) / 12
    let (low, high) = (function.value(range.lowerBound), function.value(range.upperBound))
    var sum = 0.0
    for (index, count) in histogram.bins.enumerated() where count > 0 {
      let centre = histogram.centre(index)
      let end = centre < range.lowerBound ? low : centre > range.upperBound ? high : nil
      sum += count * (end.map { ($0 - values[index]) * ($0 - values[index]) } ?? squaredSlopes[index] * rounding)
    }
    return sum / energy
  }

  /// The range with the least error, found by moving one end after the other, twice.
  var bestRange: ValueRange {
    let whole = ValueRange(low: Double(histogram.minimum), high: Double(histogram.maximum))
    let shares = (0..<60).map { pow(0.96, Double($0)) }
    func best(_ candidates: [ValueRange]) -> ValueRange? {
      candidates.min { relative($0.low...$0.high) < relative($1.low...$1.high) }
    }
    var range = whole
    for _ in 0..<2 {
      range = best(shares.map { ValueRange(low: whole.low * $0, high: range.high) }) ?? range
      range = best(shares.map { ValueRange(low: range.low, high: whole.high * $0) }) ?? range
    }
    return range
  }
}
