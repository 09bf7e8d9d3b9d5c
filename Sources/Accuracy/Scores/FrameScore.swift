/// One frame's part of an evaluation; shares of its pixels, 0 to 1.
public struct FrameScore: Equatable, Sendable {
  /// The photo's file name.
  public let name: String
  /// Pixels with one class in both masks, ignored ones too.
  public let agreement: Double
  /// Labelled pixels that were given their class.
  public let float, int8: Double

  public init(name: String, agreement: Double, float: Double, int8: Double) {
    self.name = name
    self.agreement = agreement
    self.float = float
    self.int8 = int8
  }
}
