/// How one tensor was quantised, and what else was tried.
public struct TensorRecord: Codable, Sendable {
  public struct Candidate: Codable, Sendable {
    /// A method's name (one scale for all channels); "function" (the range that changes a function of the tensor least); or "channels" and
    /// the share of the channels' own scales: 1 is only these, 0 would be one scale for all.
    public var name: String
    /// The signal-to-noise ratio of the results that are computed from the tensor, on the samples.
    public var decibels: Double
  }

  public var name: String
  /// The name of a candidate, or of the method that was asked for.
  public var chosen: String
  /// Empty unless the method is `auto`.
  public var candidates: [Candidate]
  /// The real numbers that the channel with the widest range can hold.
  public var low, high: Double
  /// The scale of the widest channel divided by that of the narrowest.
  public var scaleSpread: Double
  /// The share of values on the calibration frames that lie outside their channel's range.
  public var clipped: Double
}
