import Randomness
import Testing

@testable import Calibration
@testable import NetworkGraph
@testable import Quantisation

/// Compares the estimate from a histogram with values that are really rounded.
@Suite struct LookupErrorTests {
  /// Sums of uniform numbers, which are distributed much like a convolution's results.
  private static let values: [Float] = {
    var random = SplitMix64(seed: 3)
    return (0..<40_000).map { _ in (0..<6).reduce(Float(0)) { sum, _ in sum + Float.random(in: -3...3, using: &random) }
    }
  }()

  private static func measured(_ range: ValueRange, _ function: Pointwise) -> Double {
    let rounded = SegmentQuantisation(range, channels: 1).rounded(values)
    let exact = values.map { function.value(Double($0)) }
    let mean = exact.reduce(0, +) / Double(exact.count)
    let energy = exact.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return zip(rounded, exact).reduce(0) {
      $0 + (function.value(Double($1.0)) - $1.1) * (function.value(Double($1.0)) - $1.1)
    }
      / energy
  }

  @Test(arguments: [Pointwise.silu, .hardSwish, .gelu(approximate: false), .sigmoid])
  func estimateIsWhatRoundingDoes(function: Pointwise) {
    var histogram = ValueHistogram()
    Self.values.withUnsafeBufferPointer { histogram.add($0) }
    let lookup = LookupError(histogram, function)
    for range in [ValueRange(low: -17, high: 17), ValueRange(low: -4, high: 12), lookup.bestRange] {
      let (estimate, real) = (lookup.relative(range.low...range.high), Self.measured(range, function))
      #expect(abs(estimate / real - 1) < 0.15, "\(function.title) \(range): \(estimate), not \(real)")
    }
    let before = ValueRange(histogram, method: .mse)
    let gain = Self.measured(before, function) / Self.measured(lookup.bestRange, function)
    #expect(gain > 1.3, "\(function.title): \(gain)")
  }
}
