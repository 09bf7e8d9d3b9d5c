/// The int8 grid that a quantised file states for a value: real = scale · (q - zeroPoint), q in -128 ... 127.
public struct StatedQuantisation: Equatable, Sendable {
  /// Above 0.
  public var scale: Double
  public var zeroPoint: Int

  public init(scale: Double, zeroPoint: Int) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }
}
