import Foundation

/// A number with at most three significant digits.
func number(_ value: Double) -> String {
  guard value.isFinite else { return value < 0 ? "-∞" : "∞" }
  let size = abs(value)
  if size >= 100 || (size >= 1 && value == value.rounded()) { return String(format: "%.0f", value) }
  return String(format: size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.2g", value)
}

/// A share as a percentage.
func percent(_ share: Double) -> String {
  let value = 100 * share
  return value == 0 ? "0%" : value < 0.01 ? "<0.01%" : String(format: value < 10 ? "%.2f%%" : "%.1f%%", value)
}

/// A score as a percentage, with two decimals because differences are given in points.
func score(_ share: Double) -> String { String(format: "%.2f%%", 100 * share) }

func decibels(_ value: Double) -> String { value.isFinite ? String(format: "%.1f dB", value) : "∞ dB" }
