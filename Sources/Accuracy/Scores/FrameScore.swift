/// One frame's part of an evaluation, as shares of its pixels, 0 to 1.
public struct FrameScore: Equatable, Sendable {
  /// The photo's file name.
  public let name: String
  /// The share of pixels, ignored ones too, that have the same class in both masks.
  public let agreement: Double
  /// The share of labelled pixels that were given their class.
  public let float, int8: Double

  public init(name: String, agreement: Double, float: Double, int8: Double) {
    self.name = name
    self.agreement = agreement
    self.float = float
    self.int8 = int8
  }
}
