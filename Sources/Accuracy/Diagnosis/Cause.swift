/// Why a layer loses more to int8 than it should.
public enum Cause: String, CaseIterable, Sendable {
  /// One channel reaches much further than the others, so that one scale for all leaves these few levels.
  case outlierChannel = "outlier channel"
  /// Values outside the range are cut off.
  case clippedRange = "clipped range"
  /// The tensors of a concatenation have ranges too unlike for one scale of the weights that read them.
  case concatScaleMismatch = "concat scale mismatch"
  /// Some weights are so much larger than the others that these have few levels.
  case outlierWeights = "outlier weights"
  /// The range is much wider than what the tensor holds, so that most of the 256 levels are never used.
  case wastedLevels = "wasted levels"
  /// Channels that never change.
  case deadChannels = "dead channels"
  /// Nothing stands out: eight bits of the weights are too coarse.
  case coarseWeights = "coarse weights"
  /// Nothing stands out: eight bits of the activations are too coarse.
  case coarseActivations = "coarse activations"
}
