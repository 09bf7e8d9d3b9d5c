/// What a file computes from the logits at its end. The engine takes the arg-max of the logits itself, so `Passes` removes these.
public enum ClassifierEnd: String, Equatable, Sendable {
  case softmax = "Softmax"
  case logSoftmax = "LogSoftmax"
  /// The index of the largest channel, the lowest among equals; its value has one channel.
  case argMax = "ArgMax"
  /// 1 where a channel is above 0, else 0.
  case threshold = "Greater"
  /// A change of type or shape of the class indices that keeps their order: Cast, Squeeze, Unsqueeze, Reshape, Transpose.
  case rearranged = "rearrangement of the class indices"
}
