/// A latency for which the charts draw a line.
struct MarkedLatency {
  let name: String
  let milliseconds: Double
  /// Whether it is a target, which has a solid line, and not a measurement, which has a broken one.
  let isWanted: Bool

  var text: String { "\(name), \(fixed(milliseconds, isWanted && milliseconds == milliseconds.rounded() ? 0 : 1)) ms" }

  var stroke: String { isWanted ? "stroke=\"#c0392b\"" : "stroke=\"#c0392b\" stroke-dasharray=\"6 4\"" }
}
