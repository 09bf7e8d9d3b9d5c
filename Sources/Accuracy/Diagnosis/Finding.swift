/// What is wrong with a layer, why, and what to do about it.
public struct Finding: Equatable, Sendable {
  /// The layer's name in the float file.
  public let layer: String
  public let cause: Cause
  /// One or two sentences with the figures that show it.
  public let explanation: String
  /// What to do; it names an option of `quantize` where one helps.
  public let suggestion: String
  /// Whether it costs accuracy in this model; if not, it is unusual but quantisation copes with it.
  public let isHarmful: Bool

  /// The cause, and whether it matters.
  public var title: String { isHarmful ? cause.rawValue : "\(cause.rawValue), harmless here" }
}
