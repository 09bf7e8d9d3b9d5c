import Calibration
import Lowering
import Model

/// The real numbers for which a segment's int8 values stand: real = scale[c] · (q - zeroPoint[c]) + offset[c].
///
/// With residuals (NUMERICS.md), q counts in 16ths.
public struct SegmentQuantisation: Equatable, Sendable {
  /// One for each channel, all above 0.
  public var scale: [Double]
  /// One for each channel; they differ only in the frame.
  public var zeroPoint: [Int]
  /// One for each channel; 0 except for frames whose mean is no integer.
  public var offset: [Double]
  /// Whether the tensor has residuals: what rounding leaves of each value, in 16ths of the scale.
  public var hasResiduals = false
  /// Whether only half of int8's values are used, -64 ... 63, so that F(2, 3) can compute convolutions of them (NUMERICS.md).
  public var isHalved = false

  public init(scale: [Double], zeroPoint: Int) {
    self.scale = scale
    self.zeroPoint = [Int](repeating: zeroPoint, count: scale.count)
    offset = [Double](repeating: 0, count: scale.count)
  }

  /// The quantisation of an activation: one scale and one zero point.
  init(_ range: ValueRange, channels: Int) {
    self.init(scale: [Double](repeating: Double(range.scale), count: channels), zeroPoint: range.zeroPoint)
  }

  /// The quantisation of the frame, with pixel bytes p as q = p - 128. Mean and standard deviation are in it (NUMERICS.md, "First layer").
  public init(frame normalisation: Normalisation) {
    scale = normalisation.standardDeviation.map { 1 / $0 }
    zeroPoint = normalisation.mean.map { Int($0.rounded(.toNearestOrEven)) - 128 }
    offset = zip(normalisation.mean, normalisation.standardDeviation).map { mean, deviation in
      (mean.rounded(.toNearestOrEven) - mean) / deviation
    }
  }

  /// The real numbers that a channel's int8 can hold; others are clipped.
  public func range(ofChannel c: Int) -> ClosedRange<Double> { real(Int8(lowest), c)...real(Int8(highest), c) }

  public func real(_ q: Int8, _ c: Int) -> Double { scale[c] * Double(Int(q) - zeroPoint[c]) + offset[c] }

  /// The scales of a segment's values; those of its residuals follow from them.
  func valueScales(of segment: Segment) -> ArraySlice<Double> { scale.prefix(segment.valueChannels) }

  /// What readers multiply: with residuals twice the channels, first the values, then their residuals.
  var factors: SegmentQuantisation {
    guard hasResiduals else { return self }
    var both = self
    both.hasResiduals = false
    both.scale += scale.map { $0 / SegmentQuantisation.residualParts }
    both.zeroPoint += [Int](repeating: 0, count: scale.count)
    both.offset += [Double](repeating: 0, count: scale.count)
    return both
  }

  /// How many units of a residual make one unit of the scale.
  static let residualParts = 16.0

  /// How many values a channel can hold.
  public var levels: Int { (highest - lowest + 1) * (hasResiduals ? Int(SegmentQuantisation.residualParts) : 1) }

  /// The least and the largest int8 value.
  var lowest: Int { isHalved ? Plan.halvedRange.lowerBound : -128 }
  var highest: Int { isHalved ? Plan.halvedRange.upperBound : 127 }

  /// The quantisation of the same range with half as many values.
  var halved: SegmentQuantisation {
    guard !isHalved else { return self }
    var halved = self
    halved.isHalved = true
    let coarser = 255.0 / Double(halved.highest - halved.lowest)
    halved.scale = scale.map { Double(Float($0 * coarser)) }
    halved.zeroPoint = zeroPoint.map { halved.lowest + Int((Double($0 + 128) / coarser).rounded(.toNearestOrEven)) }
    return halved
  }

  /// The quantisation with as many values and a smaller scale, so that more is clipped.
  func narrowed(by factor: Double) -> SegmentQuantisation {
    var narrowed = self
    narrowed.scale = scale.map { Double(Float($0 * factor)) }
    return narrowed
  }

  /// The unit to which values are rounded, as a multiple of the scale.
  var fineness: Double { hasResiduals ? 1 / SegmentQuantisation.residualParts : 1 }
  /// The unit to which values are rounded, in 255ths of the range.
  var finenessOfRange: Double { fineness * 255 / Double(highest - lowest) }

  /// The values as int8 holds them: each is rounded to the nearest that it can hold.
  /// - Parameter values: [channels][pixels]
  public func rounded(_ values: [Float]) -> [Float] {
    var rounded = values
    let plane = values.count / max(scale.count, 1)
    for c in scale.indices { round(&rounded, c * plane..<(c + 1) * plane, channel: c) }
    return rounded
  }

  func round(_ values: inout [Float], _ range: Range<Int>, channel c: Int) {
    let (scale, middle) = (Float(self.scale[c]), Float(offset[c]))
    let (low, high) = (Float(lowest - zeroPoint[c]), Float(highest - zeroPoint[c]))
    let fineness = Float(fineness)
    for index in range {
      let units = ((values[index] - middle) / (scale * fineness)).rounded(.toNearestOrEven) * fineness
      values[index] = min(max(units, low), high) * scale + middle
    }
  }
}
