/// Why a layer loses more by int8 than it should.
public enum Cause: String, CaseIterable, Sendable {
  /// One channel has much larger values than the others, so a scale for all leaves the others few levels.
  case outlierChannel = "outlier channel"
  /// Values outside the range are clipped.
  case clippedRange = "clipped range"
  /// The tensors of a concatenation have too different ranges for one scale of the weights that read them.
  case concatScaleMismatch = "concat scale mismatch"
  /// Some weights are so much larger than the others that the others have few levels.
  case outlierWeights = "outlier weights"
  /// The range is much wider than the tensor's values, so most of the 256 levels are never used.
  case wastedLevels = "wasted levels"
  /// Some channels never change.
  case deadChannels = "dead channels"
  /// Nothing is unusual: eight bits are too few for the weights.
  case coarseWeights = "coarse weights"
  /// Nothing is unusual: eight bits are too few for the activations.
  case coarseActivations = "coarse activations"
}
