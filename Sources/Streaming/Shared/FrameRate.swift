/// Frames per second, as a fraction.
public struct FrameRate: Equatable, Sendable {
  public var numerator, denominator: Int

  /// nil where one of the numbers is not positive, or has more than nine digits.
  public init?(_ numerator: Int, _ denominator: Int) {
    guard (1..<1_000_000_000).contains(numerator), (1..<1_000_000_000).contains(denominator) else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }
}
