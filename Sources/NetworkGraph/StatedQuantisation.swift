/// The int8 grid that a quantised file states for a value: real = scale · (q - zeroPoint), q in -128 ... 127.
public struct StatedQuantisation: Equatable, Sendable {
  /// Above 0.
  public var scale: Double
  public var zeroPoint: Int

  public init(scale: Double, zeroPoint: Int) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// The real numbers that the grid holds; others are clipped.
  package var range: ClosedRange<Double> { scale * Double(-128 - zeroPoint)...scale * Double(127 - zeroPoint) }

  package func clip(_ elements: UnsafeMutableBufferPointer<Float>) {
    let (low, high) = (Float(range.lowerBound), Float(range.upperBound))
    for index in elements.indices { elements[index] = min(max(elements[index], low), high) }
  }
}
