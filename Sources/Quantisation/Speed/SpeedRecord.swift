import Lowering

/// What was given up for speed, and what that saves on processors that compute F(2, 3).
public struct SpeedRecord: Codable, Sendable {
  /// Tensors that use 128 of int8's values, by their names.
  public var tensors: [String]
  /// Layers that need a third fewer products, by their names.
  public var layers: [String]
  /// Multiplications that are saved, as a share of the network's.
  public var savedMultiplications: Double
  /// Signal to noise at the logits on calibration frames, with all 8 bits and so.
  public var decibelsBefore, decibelsAfter: Double
  /// Share of these frames' pixels that have the float network's class, likewise.
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
