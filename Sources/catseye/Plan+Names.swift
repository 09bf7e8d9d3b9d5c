import Model
import Streaming

extension Plan {
  /// Billions of multiply-accumulates of a step.
  func gmac(of step: Step) -> Double { Double(multiplyAccumulates(of: step)) / 1e9 }
}

extension TextWriter {
  /// Writes a figure on its own line.
  mutating func labelled(_ label: String, _ value: Double, _ decimals: Int, _ unit: String) {
    text("  ")
    column(label, 16)
    column(value, decimals: decimals, 12)
    line(" " + unit)
  }
}
