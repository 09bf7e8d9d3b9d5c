import Lowering

/// The tensors and layers that got fewer values for speed, and what that saves on processors that compute F(2, 3).
public struct SpeedRecord: Codable, Sendable {
  /// The names of tensors that use 128 of int8's values.
  public var tensors: [String]
  /// The names of layers that need a third fewer products.
  public var layers: [String]
  /// The saved multiplications, as a share of the network's.
  public var savedMultiplications: Double
  /// The signal-to-noise ratio at the logits on calibration frames, in decibels, with all 8 bits and with fewer values.
  public var decibelsBefore, decibelsAfter: Double
  /// The share of these frames' pixels that have the float network's class, before and after the change.
  public var agreementBefore, agreementAfter: Double

  init(_ choice: SpeedPlan.Choice, _ network: LoweredNetwork, before: Fidelity, after: Fidelity) {
    tensors = choice.segments.sorted().map { network.segments[$0].name }
    layers = choice.steps.sorted().map { network.steps[$0].name }
    let saved = choice.steps.reduce(0) { $0 + network.multiplications(ofStep: $1) / 3 }
    savedMultiplications = Double(saved) / Double(max(network.multiplications, 1))
    (decibelsBefore, decibelsAfter) = (before.noise.decibels, after.noise.decibels)
    (agreementBefore, agreementAfter) = (before.agreement, after.agreement)
  }
}
