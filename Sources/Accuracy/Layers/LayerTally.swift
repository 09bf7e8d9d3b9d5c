import FloatReference

/// What becomes of the logits when one layer alone is quantised, summed over frames.
public struct LayerTally: Sendable {
  /// Index of the step, in the network and in the model's plan.
  public let step: Int
  /// At the logits.
  public internal(set) var alone = NoiseMeter()
  /// Pixels whose class changed, of `pixels`.
  public internal(set) var changed = 0
  public internal(set) var pixels = 0

  init(step: Int) { self.step = step }

  /// Share of the pixels whose class changed.
  public var changedShare: Double { pixels == 0 ? 0 : Double(changed) / Double(pixels) }
}
