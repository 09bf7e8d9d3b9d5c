import CKernels
import Testing

@testable import Kernels

/// Compares the reference with NUMERICS.md, by values computed by hand.
@Suite struct ScalarReferenceTests {
  /// One head with one channel.
  private func requantise(
    _ accumulator: Int32, bias: Int32 = 0, positive: Float, negative: Float, zeroPoint: Int32 = 0, low: Int = -128,
    high: Int = 127, by part: (Int32, CatseyeHead, Int) -> Int8 = ScalarReference.requantise
  ) -> Int8 {
    withUnsafePointer(to: bias) { bias in
      withUnsafePointer(to: positive) { positive in
        withUnsafePointer(to: negative) { negative in
          var head = CatseyeHead()
          head.bias = bias
          head.positive = positive
          head.negative = negative
          head.zero_point = zeroPoint
          head.low = Int32(low)
          head.high = Int32(high)
          return part(accumulator, head, 0)
        }
      }
    }
  }

  @Test func tiesGoToEven() {
    #expect(requantise(5, positive: 0.5, negative: 0.5) == 2)  // 2.5
    #expect(requantise(7, positive: 0.5, negative: 0.5) == 4)  // 3.5
    #expect(requantise(-5, positive: 0.5, negative: 0.5) == -2)
  }

  @Test func zeroPointIsAddedAfterRounding() {
    #expect(requantise(5, positive: 0.5, negative: 0.5, zeroPoint: 1) == 3)  // rint(2.5) + 1, not rint(3.5)
  }

  @Test func signOfBiasedAccumulatorChoosesFactor() {
    #expect(requantise(10, bias: -20, positive: 1, negative: 0.3) == -3)
    #expect(requantise(10, bias: -10, positive: 1, negative: 0.3) == 0)
    #expect(requantise(-10, bias: 20, positive: 1, negative: 0.3) == 10)
  }

  @Test func clampComesBeforeConversion() {
    #expect(requantise(.max, positive: 1e30, negative: 1) == 127)
    #expect(requantise(.min, positive: 1, negative: 1e30) == -128)
    #expect(requantise(.max, positive: 1, negative: 1, low: 0, high: 6) == 6)
  }

  @Test func residualsAreSixteenthsOfWhatRoundingLeft() {
    func residual(_ accumulator: Int32, _ factor: Float, zeroPoint: Int32 = 0, high: Int = 127) -> Int8 {
      requantise(
        accumulator, positive: factor, negative: factor, zeroPoint: zeroPoint, high: high,
        by: ScalarReference.residual)
    }
    #expect(residual(5, 0.5) == 8 && residual(7, 0.5) == -8)  // 2.5 is 2 + 8/16, 3.5 is 4 - 8/16
    #expect(residual(-5, 0.5) == -8)
    #expect(residual(9, 0.0703125) == -6)  // 0.6328125 is 1 - 5.875/16
    #expect(residual(9, 0.0703125, zeroPoint: -100) == -6)
    #expect(residual(41, 0.1, high: 4) == 0)  // clamped: nothing is left
  }

  @Test func argMaxTakesLowestOfEquals() {
    let accumulators: [Int32] = [1, 3, 3, 0, -5, -5, -9, 0]
    var mask = [UInt8](repeating: 9, count: 2)
    ScalarReference.argMax(accumulators, stride: 4, factors: [1, 1, 1], classes: 3, into: &mask, pixels: 2)
    #expect(mask == [1, 0])
  }

  @Test func argMaxComparesScaledLogits() {
    let accumulators: [Int32] = [100, 10]
    var mask: [UInt8] = [9]
    ScalarReference.argMax(accumulators, stride: 2, factors: [0.01, 1], classes: 2, into: &mask, pixels: 1)
    #expect(mask == [1])
  }
}
