/// The figures that the page gives for a set of durations.
struct Quantiles: Equatable {
  static let names = ["mean", "p50", "p90", "p99", "p99.9", "max"]
  /// The values in the order of `names`.
  let values: [Double]

  /// - Parameter durations: at least one. A quantile is the smallest value that so many of them do not exceed.
  init(_ durations: [Double]) {
    let sorted = durations.sorted()
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    values = [mean] + [500, 900, 990, 999, 1000].map { sorted[max((sorted.count * $0 + 999) / 1000, 1) - 1] }
  }
}
