import Model
import NetworkGraph

/// What a step computes that is no convolution and no max-pooling.
public enum LoweredOperator: Equatable, Sendable {
  /// Its sources joined, from this channel on; then the head's transform.
  case rescale(firstChannel: Int)
  /// Of two sources, the second perhaps a number for each channel or pixel; then the head's transform.
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
