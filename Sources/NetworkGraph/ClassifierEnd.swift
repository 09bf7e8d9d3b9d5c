/// What a file does with the logits at its end. The engine takes the arg-max of the logits itself, so `Passes` drops these.
public enum ClassifierEnd: String, Equatable, Sendable {
  case softmax = "Softmax"
  case logSoftmax = "LogSoftmax"
  /// Over the channels, the lowest index among equals; its value has one channel.
  case argMax = "ArgMax"
  /// Whether a channel is above 0; 1 or 0.
  case threshold = "Greater"
  /// A change of type or shape of the class indices that keeps their order: Cast, Squeeze, Unsqueeze, Reshape, Transpose.
  case rearranged = "rearrangement of the class indices"
}
