import CKernels
import Testing

@testable import Calibration
@testable import Kernels
@testable import Lowering
@testable import NetworkGraph
@testable import Quantisation

/// The numbers of NUMERICS.md, "One convolution, from real numbers to bytes": the converter and the scalar reference give them.
@Suite struct WorkedConvolutionTests {
  private static let input = SegmentQuantisation(ValueRange(low: -1, high: 4.1), channels: 2)
  private static let output = SegmentQuantisation(ValueRange(low: -0.05, high: 2.5), channels: 1)
  private static let pixels: [[Float]] = [[1.5, 0.4], [0.2, 1.0]]

  /// The bytes of one pixel: rint(x / s) + z.
  private static func bytes(_ pixel: [Float]) -> [Int] {
    zip(input.rounded(pixel), zip(input.scale, input.zeroPoint)).map { Int(($0 / Float($1.0)).rounded()) + $1.1 }
  }

  private static func quantised() throws -> QuantisedPhase {
    let one = Extent(height: 1, width: 1)
    let phase = FloatPhase(
      kernel: one, originY: 0, originX: 0, outputY: 0, outputX: 0, weights: [0.31, -0.54], bias: [0.1])
    return try QuantisedPhase(
      FoldedPhase(phase, [input]).nearest, kernel: one,
      sources: [QuantisedPhase.Source(quantisation: input, channels: 2, channelStride: 2)],
      targets: [
        QuantisedPhase.Target(
          transform: HeadTransform(affine: Affine(scale: [1], shift: [0]), slope: 0.1), scale: output.scale)
      ], step: "worked")
  }

  @Test func rangesGiveScalesZeroPointsAndBytes() {
    #expect(Self.input.scale.allSatisfy { abs($0 - 0.02) < 1e-8 } && Self.input.zeroPoint == [-78, -78])
    #expect(abs(Self.output.scale[0] - 0.01) < 1e-8 && Self.output.zeroPoint == [-123])
    #expect(Self.pixels.map(Self.bytes) == [[-3, -58], [-68, -28]])
  }

  @Test func weightsBiasAndFactors() throws {
    let quantised = try Self.quantised()
    let head = quantised.heads[0]
    #expect(quantised.weights == [73, -127])
    #expect(head.zeroSum == [4212] && head.bias == [-3036])
    #expect(abs(head.positive[0] - 8.5039e-3) < 1e-7 && abs(head.negative[0] - 8.5039e-4) < 1e-8)
  }

  @Test func sumsAndBytes() throws {
    let quantised = try Self.quantised()
    let (bias, positive, negative) = (
      quantised.heads[0].bias, quantised.heads[0].positive, quantised.heads[0].negative
    )
    var (sums, bytes) = ([Int32](), [Int8]())
    for pixel in Self.pixels {
      let sum = zip(quantised.weights, Self.bytes(pixel)).reduce(Int32(0)) { $0 + Int32($1.0) * Int32($1.1) }
      sums.append(sum + bias[0])
      bias.withUnsafeBufferPointer { bias in
        positive.withUnsafeBufferPointer { positive in
          negative.withUnsafeBufferPointer { negative in
            var head = CatseyeHead()
            head.bias = bias.baseAddress
            head.positive = positive.baseAddress
            head.negative = negative.baseAddress
            head.zero_point = Int32(Self.output.zeroPoint[0])
            (head.low, head.high) = (-128, 127)
            bytes.append(ScalarReference.requantise(sum, head, channel: 0))
          }
        }
      }
    }
    #expect(sums == [4111, -4444])
    #expect(bytes == [-88, -127])
  }
}
