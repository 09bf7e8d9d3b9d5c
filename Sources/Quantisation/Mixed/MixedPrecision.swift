/// Whether a network that int8 does not do justice to gets more bits where they matter most.
public enum MixedPrecision: String, CaseIterable, Sendable {
  /// Where int8 keeps less than `wanted` decibels at the logits: whatever takes most noise off for its multiplications.
  case auto
  case off

  /// Signal to noise at the logits, in decibels, above which no pixel to speak of changes its class.
  public static let wanted = 30.0
  /// At most so much of the network's multiplications are added.
  package static let budget = 0.3
}

/// What was refined, what it cost and what it gave.
public struct MixedRecord: Codable, Sendable {
  /// A place that could have more bits.
  public struct Candidate: Codable, Sendable {
    /// A tensor's name, or that of the layer whose weights they are.
    public var name: String
    public var isWeights: Bool
    /// What more bits there would take off, as a share of the noise at the logits.
    public var gain: Double
    /// As a share of the network's multiplications.
    public var addedMultiplications: Double
    public var isChosen: Bool
  }

  /// Tensors whose values have residuals, by their names.
  public var tensors: [String]
  /// Layers whose weights are the sums of two, by their names.
  public var layers: [String]
  /// Multiplications that were added, as a share of those before.
  public var addedMultiplications: Double
  /// Signal to noise at the logits on calibration frames, with int8 alone and so.
  public var decibelsBefore, decibelsAfter: Double
  public var candidates: [Candidate]
}
