/// What the float network reads: (p - mean) / standardDeviation, for the bytes p of a pixel, 0 ... 255.
public struct InputDescription: Equatable {
  public var width, height: Int
  /// 1: grey. 3: red, green, blue. 4: these and a fourth byte (depth, infrared).
  public var channels: Int
  /// One for each channel, in units of the pixel's byte.
  public var mean, standardDeviation: [Float]

  public init(width: Int, height: Int, channels: Int, mean: [Float], standardDeviation: [Float]) {
    self.width = width
    self.height = height
    self.channels = channels
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// q = rint(mean) - 128 of each channel, the float network's 0. It fills halos and the bars of letterboxed frames (NUMERICS.md,
  /// "First layer" and "Frames").
  public var zeroPixel: [Int8] {
    mean.map { Int8(min(max($0.rounded(.toNearestOrEven) - 128, -128), 127)) }
  }
}
