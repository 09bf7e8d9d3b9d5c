import NetworkGraph

/// What a step computes that is no convolution and no max-pooling.
public enum LoweredOperator: Equatable, Sendable {
  /// Its sources joined, from this channel on; then the head's transform.
  case rescale(firstChannel: Int)
  /// Of two sources, the second perhaps a number for each channel or pixel; then the head's transform.
  case add, multiply
  case lookup(Pointwise)
  case averagePool(AveragePool)
  /// For each output row and column, the input's; -1 for the value 0.
  case gather(rows: [Int], columns: [Int])
  case interpolate(rows: [ResizeTap], columns: [ResizeTap])
}
