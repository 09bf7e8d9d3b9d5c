/// How one tensor was quantised, and what else was tried.
public struct TensorRecord: Codable, Sendable {
  public struct Candidate: Codable, Sendable {
    /// A method's name (one scale for all channels), "function" (that does least to a function of the tensor), or "channels" and how far the channels' own scales were taken: 1 is
    /// wholly, 0 would be one scale for all.
    public var name: String
    /// Signal to noise of the results that are computed from the tensor, on the samples.
    public var decibels: Double
  }

  public var name: String
  /// A candidate's name, or the method that was asked for.
  public var chosen: String
  /// Empty unless the method is `auto`.
  public var candidates: [Candidate]
  /// The real numbers that the channel with the widest range can hold.
  public var low, high: Double
  /// The widest channel's scale over the narrowest's.
  public var scaleSpread: Double
  /// Share of the values on the calibration frames that lie outside of their channel's range.
  public var clipped: Double
}
