/// A latency that the charts draw a line for.
struct MarkedLatency {
  let name: String
  let milliseconds: Double
  /// What was wanted is a whole line, what was measured a broken one.
  let isWanted: Bool

  var text: String { "\(name), \(fixed(milliseconds, isWanted && milliseconds == milliseconds.rounded() ? 0 : 1)) ms" }

  var stroke: String { isWanted ? "stroke=\"#c0392b\"" : "stroke=\"#c0392b\" stroke-dasharray=\"6 4\"" }
}
