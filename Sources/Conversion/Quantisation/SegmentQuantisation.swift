/// What a segment's int8 values stand for: real = scale[c] · (q - zeroPoint[c]) + offset[c].
struct SegmentQuantisation {
  var scale: [Double]
  var zeroPoint: [Int]
  /// Not zero only for frames whose mean is no integer.
  var offset: [Double]

  /// An activation: one scale, one zero point.
  init(_ range: ValueRange, channels: Int) {
    scale = [Double](repeating: Double(range.scale), count: channels)
    zeroPoint = [Int](repeating: range.zeroPoint, count: channels)
    offset = [Double](repeating: 0, count: channels)
  }

  /// Pixel bytes p as q = p - 128; mean and standard deviation are folded (NUMERICS.md, "First layer").
  init(frame normalisation: Normalisation) {
    scale = normalisation.standardDeviation.map { 1 / $0 }
    zeroPoint = normalisation.mean.map { Int($0.rounded(.toNearestOrEven)) - 128 }
    offset = zip(normalisation.mean, normalisation.standardDeviation).map { mean, deviation in
      (mean.rounded(.toNearestOrEven) - mean) / deviation
    }
  }
}
