import Model
import Randomness
import Testing

@testable import Calibration
@testable import Conversion
@testable import GraphPasses
@testable import Lowering
@testable import NetworkGraph
@testable import Quantisation

@Suite struct QuantisationTests {
  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64]) func plannedTensorsNeverMeet(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let requests = (0..<30).map { _ in
      let first = Int.random(in: 0..<20, using: &random)
      return MemoryPlanner.Request(
        byteCount: Int.random(in: 1...5000, using: &random),
        lifetime: first...first + Int.random(in: 0...6, using: &random))
    }
    let planner = MemoryPlanner(requests, alignment: 64)
    let placed = planner.place()
    for a in requests.indices {
      #expect(placed.offsets[a] % 64 == 0)
      #expect(placed.offsets[a] + requests[a].byteCount <= placed.arenaBytes)
      for b in requests.indices where a < b && requests[a].lifetime.overlaps(requests[b].lifetime) {
        let rangeA = placed.offsets[a]..<placed.offsets[a] + requests[a].byteCount
        #expect(!rangeA.overlaps(placed.offsets[b]..<placed.offsets[b] + requests[b].byteCount), "\(a) and \(b)")
      }
    }
    #expect(placed.arenaBytes >= planner.lowerBound)
    #expect(Double(placed.arenaBytes) <= 1.15 * Double(planner.lowerBound))
  }

  @Test func rangesHoldZeroExactly() {
    for (low, high) in [(-1.0, 3.0), (0.5, 2), (-7, -2), (0, 0), (-1e-30, 1e30)] {
      let range = ValueRange(low: low, high: high)
      #expect(range.scale > 0 && range.scale.isFinite)
      #expect((-128...127).contains(range.zeroPoint))
      #expect(Double(range.scale) * Double(-128 - range.zeroPoint) <= range.low + Double(range.scale))
      #expect(Double(range.scale) * Double(127 - range.zeroPoint) >= range.high - Double(range.scale))
    }
  }

  private static func histogram(_ values: [Float]) -> ValueHistogram {
    var histogram = ValueHistogram()
    for part in stride(from: 0, to: values.count, by: 100) {  // in parts, so that the range grows
      values[part..<min(part + 100, values.count)].withUnsafeBufferPointer { histogram.add($0) }
    }
    return histogram
  }

  @Test func methodsTreatAnOutlierEachInItsWay() {
    var random = SplitMix64(seed: 4)
    var values = (0..<200_000).map { _ in Float.random(in: -1...2, using: &random) }
    values[77_777] = 40
    let histogram = Self.histogram(values)
    #expect(ValueRange(histogram, method: .minmax).high == 40)
    let percentile = ValueRange(histogram, method: .percentile)
    #expect(abs(percentile.high - 2) < 0.05 && abs(percentile.low + 1) < 0.05)
    let mse = ValueRange(histogram, method: .mse)
    #expect(mse.high < 40 && mse.high >= 2)
  }

  /// Where there are many values, a step of int8 must not hide their distribution; where there are few, clipping costs little.
  @Test func divergenceClipsTheTailOfABell() {
    var random = SplitMix64(seed: 9)
    var values = (0..<100_000).map { _ in
      (0..<6).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &random) }
    }
    values[5] = 60
    let range = ValueRange(Self.histogram(values), method: .kl)
    #expect(range.high < 30 && range.high > 3, "\(range.high)")
  }

  @Test func histogramCountsEverything() {
    let histogram = Self.histogram([-5, 0, 0.001, 3, 1e6, -1e-9])
    #expect(histogram.bins.reduce(0, +) == 6)
    #expect(histogram.minimum == -5 && histogram.maximum == 1e6)
  }

  /// After global pooling the range gets room on both sides, but none beyond 0 for values that are never negative.
  @Test func fewValuesGetRoom() {
    var histogram = Self.histogram([2, 3, 4])
    histogram.widen(by: 0.5)
    #expect(histogram.minimum == 1 && histogram.maximum == 5 && histogram.bins.reduce(0, +) == 5)
    histogram = Self.histogram([0, 1])
    histogram.widen(by: 2)
    #expect(histogram.minimum == 0 && histogram.maximum == 3)
    histogram = Self.histogram([7, 7, 7])
    histogram.widen(by: 2)
    #expect(histogram.minimum == 7 && histogram.maximum == 7)
  }

  /// The counts of many channels together may exceed what one channel's counter holds.
  @Test func histogramsOfChannelsAddUp() {
    var sum = Self.histogram([0.5, 3])
    for _ in 0..<40 { sum.add(sum) }
    #expect(sum.bins.reduce(0, +) == 2 * 0x1p40 && sum.maximum == 3)
  }

  @Test func channelsOfUnlikeSizeGetScalesOfTheirOwn() {
    var random = SplitMix64(seed: 6)
    let values = random.floats(5000) + random.floats(5000, scale: 100) + [Float](repeating: 0, count: 5000)
    var histograms = ChannelHistograms(channels: 3)
    values.withUnsafeBufferPointer { histograms.add($0, plane: 5000, first: 0, threads: 2) }
    #expect(histograms.whole.count == 15_000 && histograms.whole.zeros >= 5000)
    let scales = ChannelScales(histograms, fineness: 1)
    let own = scales.quantisation(zeroPoint: 0, share: 1).scale
    #expect(abs(own[1] / own[0] - 100) < 5 && own[2] == own[1])
    #expect(abs(own[0] - 1.0 / 127) < 0.05 / 127)
    let even = scales.quantisation(zeroPoint: 0, share: 0).scale
    #expect(even == [even[1], even[1], even[1]])
    #expect(abs(scales.bestZeroPoint([1, 1, 1])) <= 8)
  }

  private static func phase(weights: [Float], bias: Float) -> FloatPhase {
    FloatPhase(
      kernel: Extent(height: 1, width: 1), originY: 0, originX: 0, outputY: 0, outputX: 0, weights: weights,
      bias: [bias])
  }

  private static func quantised(
    _ phase: FloatPhase, factor: Double = 1, shift: Double = 0, slope: Double? = nil
  ) throws -> QuantisedPhase {
    let source = QuantisedPhase.Source(
      quantisation: SegmentQuantisation(ValueRange(low: -1, high: 1), channels: 2), channels: 2, channelStride: 16)
    let transform = HeadTransform(affine: Affine(scale: [factor], shift: [shift]), slope: slope)
    return try QuantisedPhase(
      FoldedPhase(phase, [source.quantisation]).nearest, kernel: phase.kernel, sources: [source],
      targets: [QuantisedPhase.Target(transform: transform, scale: [0.01])], step: "test")
  }

  @Test func weightsUseAllEightBitsAndArePadded() throws {
    let quantised = try Self.quantised(Self.phase(weights: [0.5, -0.25], bias: 0))
    #expect(quantised.weights == [127, -64] + [Int8](repeating: 0, count: 14))
  }

  @Test func negativeGammaSwapsTheFactors() throws {
    let head = try Self.quantised(Self.phase(weights: [0.5, 0.1], bias: 0), factor: -2, slope: 0.3).heads[0]
    #expect(head.negative[0] < 0)
    #expect(abs(head.positive[0] - 0.3 * head.negative[0]) < 1e-6)
  }

  @Test func gammaNearZeroStillGivesTheShift() throws {
    for factor in [0, 1e-30, -1e-30] {
      let head = try Self.quantised(Self.phase(weights: [0.5, 0.1], bias: 0), factor: factor, shift: 0.7).heads[0]
      #expect(abs(Double(head.bias[0]) * Double(head.positive[0]) - 0.7 / 0.01) < 0.01)
    }
  }

  @Test func hugeBiasWidensTheScaleInsteadOfOverflowing() throws {
    let quantised = try Self.quantised(Self.phase(weights: [1e-6, 0], bias: 1e6))
    #expect(abs(Double(quantised.heads[0].bias[0])) < 0x1p31)
    #expect(abs(Double(quantised.heads[0].bias[0]) * Double(quantised.heads[0].positive[0]) * 0.01 - 1e6) < 1)
  }

  /// Found by fuzzing: with one scale for all channels, the small one needed a factor of 1e20. The engine refuses such a factor, so the
  /// converter must refuse it too, with the node's name.
  @Test func channelsTooUnlikeForOneScaleAreRefused() throws {
    func convert(_ small: Float) throws {
      var maker = ModelMaker()
      maker.tensor("weight", [2, 3, 1, 1], [small, small, small, 1, 1, 1])
      maker.node("Conv", ["x", "weight"], "a")
      maker.node("MaxPool", ["a"], "pooled", ["kernel_shape": [2, 2], "strides": [2, 2]])
      for (name, values) in [("gamma", [1 / small, 0]), ("zero", [0, 0]), ("one", [1, 1])] as [(String, [Float])] {
        maker.tensor(name, [2], values)
      }
      maker.node("BatchNormalization", ["pooled", "gamma", "zero", "zero", "one"], "b")
      maker.tensor("last", [2, 2, 1, 1], [1, 0, 0, 1])
      maker.node("Conv", ["b", "last"], "y")
      let classes = ["a", "b"].map { ModelClass(name: $0, red: 0, green: 0, blue: 0) }
      let converter = try Converter(
        Passes.standard(maker.graph()),
        Converter.Options(name: "unlike", classes: classes, method: .minmax, frames: 1, tool: "test"))
      try converter.calibrate((0..<8 * 8 * 3).map { UInt8($0) })
      let file = try converter.model()
      try file.withUnsafeBytes { _ = try Model(bytes: $0) }
    }
    try convert(1e-3)
    let error = #expect(throws: ConversionError.self) { try convert(1e-20) }
    #expect(error?.message.contains("'the_b'") == true && error?.message.contains("unlike sizes") == true)
  }
}
