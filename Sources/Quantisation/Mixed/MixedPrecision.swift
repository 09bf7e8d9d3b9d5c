/// Whether a network for which 8 bits are too few gets more bits where they matter most.
public enum MixedPrecision: String, CaseIterable, Sendable {
  /// If int8 keeps less than `wanted` decibels at the logits: bits are added where they remove most noise for their multiplications. At
  /// most a tenth of the network's multiplications is added, and only if the difference can be seen in the masks.
  case auto
  /// As `auto`, but with at most three tenths, and whether the difference can be seen or not.
  case full
  case off

  /// The signal-to-noise ratio at the logits, in decibels, above which hardly any pixel changes its class.
  public static let wanted = 30.0
  /// The most multiplications that may be added, as a share of the network's.
  package var budget: Double { self == .full ? 0.3 : 0.1 }
  /// A difference can be seen if, of this many pixels, at least one more has the float network's class.
  public static let pixelsSeen = 100
}

/// What was refined, what it costs and what it gained.
public struct MixedRecord: Codable, Sendable {
  /// A place that could have more bits.
  public struct Candidate: Codable, Sendable {
    /// A tensor's name, or the name of the layer that has the weights.
    public var name: String
    public var isWeights: Bool
    /// How much more bits there would remove, as a share of the noise at the logits.
    public var gain: Double
    /// The added multiplications, as a share of the network's.
    public var addedMultiplications: Double
    public var isChosen: Bool
  }

  /// The names of tensors that have residuals.
  public var tensors: [String]
  /// The names of layers whose weights are sums of two.
  public var layers: [String]
  /// The added multiplications, as a share of those before.
  public var addedMultiplications: Double
  /// The signal-to-noise ratio at the logits on calibration frames, with int8 alone and with the added bits.
  public var decibelsBefore, decibelsAfter: Double
  /// The share of these frames' pixels that have the float network's class, before and after the change.
  public var agreementBefore, agreementAfter: Double
  public var candidates: [Candidate]

  /// Whether the difference can be seen (`MixedPrecision.pixelsSeen`).
  var isSeen: Bool { (agreementAfter - agreementBefore) * Double(MixedPrecision.pixelsSeen) >= 1 }
}
