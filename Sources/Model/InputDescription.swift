/// What the float network was given: (p - mean) / standardDeviation of RGB bytes p, 0 ... 255.
public struct InputDescription: Equatable {
  public var width, height: Int
  /// 3: red, green, blue.
  public var channels: Int
  /// In units of the pixel's byte.
  public var mean, standardDeviation: [Float]

  public init(width: Int, height: Int, channels: Int, mean: [Float], standardDeviation: [Float]) {
    self.width = width
    self.height = height
    self.channels = channels
    self.mean = mean
    self.standardDeviation = standardDeviation
  }
}
