/// What is the matter with a layer, why, and what to do about it.
public struct Finding: Equatable, Sendable {
  /// The layer's name in the float file.
  public let layer: String
  public let cause: Cause
  /// A sentence or two with the figures that say so.
  public let explanation: String
  /// What to do: an option of `quantize`, where one helps.
  public let suggestion: String
  /// Whether it costs anything in this model; otherwise it is only unusual, and quantisation copes with it.
  public let isHarmful: Bool

  /// The cause, and whether it matters.
  public var title: String { isHarmful ? cause.rawValue : "\(cause.rawValue), harmless here" }
}
