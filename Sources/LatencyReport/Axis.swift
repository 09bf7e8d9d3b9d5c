import Foundation

/// One axis of a chart: it maps values to places, and says where figures stand.
struct Axis {
  let limit: Double
  let length: Double

  private let isWhole: Bool

  /// - Parameters:
  ///   - limit: the largest value, above 0.
  ///   - isWhole: whether it counts things, so that there are no halves.
  init(to limit: Double, length: Double, isWhole: Bool = false) {
    self.limit = max(limit, 1e-9)
    self.length = length
    self.isWhole = isWhole
  }

  func place(_ value: Double) -> Double { min(max(value / limit, 0), 1) * length }

  /// Three to seven round numbers.
  var ticks: [Double] {
    let unit = pow(10, (log10(limit)).rounded(.down))
    let step = unit * (limit / unit < 2 ? 0.5 : limit / unit < 5 ? 1 : 2)
    return (0...Int(limit / step)).map { Double($0) * step }.filter { !isWhole || $0 == $0.rounded() }
  }

  static func label(_ value: Double) -> String {
    value >= 10 || value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.3g", value)
  }
}
