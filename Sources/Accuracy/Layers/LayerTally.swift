import FloatReference

/// How the logits change when one layer alone is quantised, summed over frames.
public struct LayerTally: Sendable {
  /// The step's index, in the network and in the model's plan.
  public let step: Int
  /// The noise at the logits.
  public internal(set) var alone = NoiseMeter()
  /// How many of the `pixels` changed their class.
  public internal(set) var changed = 0
  public internal(set) var pixels = 0

  init(step: Int) { self.step = step }

  /// The share of pixels that changed their class.
  public var changedShare: Double { pixels == 0 ? 0 : Double(changed) / Double(pixels) }
}
