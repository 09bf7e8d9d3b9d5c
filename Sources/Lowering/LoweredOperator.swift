import Model
import NetworkGraph

/// What a step computes that is neither a convolution nor a max-pooling.
public enum LoweredOperator: Equatable, Sendable {
  /// Joins its sources, from this channel on; then the head's transform.
  case rescale(firstChannel: Int)
  /// Combines two sources, of which the second may have one value for each channel or each pixel; then the head's transform.
  case add, multiply
  case lookup(Pointwise)
  case averagePool(AveragePool)
  case places(Places)
  /// The largest of each pixel's channels.
  case channelMax

  /// The step of the engine that computes it.
  public var kind: Step.Kind {
    switch self {
    case .rescale: .rescale
    case .add: .add
    case .multiply: .multiply
    case .lookup: .lookup
    case .averagePool: .averagePool
    case .channelMax: .channelMax
    case .places(let places): places.isBetween ? .interpolate : .gather
    }
  }
}
