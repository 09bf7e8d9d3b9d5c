/// What a node computes. After `Passes.standard` the cases `identity` and `classifierEnd` no longer occur.
public enum Operation: Equatable, Sendable {
  /// One input.
  case convolution(Convolution)
  /// One input.
  case transposedConvolution(TransposedConvolution)
  /// One input; as many factors as channels.
  case affine(Affine)
  /// One input: x < 0 ? slope * x : x. Slope 0 is ReLU.
  case leakyRelu(slope: Float)
  /// One input.
  case maxPool(MaxPool)
  /// Two inputs or more, joined along the channels in their order.
  case concat
  /// One input, unchanged (Identity, Dropout at inference).
  case identity
  /// One input, only at the graph's end.
  case classifierEnd(ClassifierEnd)

  /// What the operation is called in messages and listings.
  public var title: String {
    switch self {
    case .convolution: "convolution"
    case .transposedConvolution: "transposed convolution"
    case .affine: "affine"
    case .leakyRelu(let slope): slope == 0 ? "ReLU" : "leaky ReLU"
    case .maxPool: "max-pool"
    case .concat: "concat"
    case .identity: "identity"
    case .classifierEnd(let end): end.rawValue
    }
  }
}
