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
  case pointwise(Pointwise)
  /// One input.
  case maxPool(MaxPool)
  /// One input.
  case averagePool(AveragePool)
  /// One input: the mean of each channel, [C][1][1].
  case globalAveragePool
  /// One input.
  case resize(Resize)
  /// Two inputs, the second of the first's shape, or one number for each channel [C][1][1] or each pixel [1][H][W].
  case add
  /// Two inputs as of `add`: a product, the second often a gate.
  case multiply
  /// One input, with elements of one value added on its sides.
  case pad(Padding, value: Float)
  /// One input, with elements taken off its sides.
  case crop(Padding)
  /// One input, whose rows and columns these are, in any order, -1 for a row or column of zeros: steps, mirrored borders,
  /// zeros between.
  case places(rows: [Int], columns: [Int])
  /// One input, of which these channels are taken.
  case sliceChannels(Range<Int>)
  /// Two inputs or more, joined along the channels in their order.
  case concat
  /// One input, unchanged (Identity, Dropout at inference).
  case identity
  /// One input, only at the graph's end.
  case classifierEnd(ClassifierEnd)

  /// What the operation is called in messages and listings.
  public var title: String {
    switch self {
    case .convolution(let convolution):
      convolution.isDepthwise ? "depthwise convolution" : convolution.groups > 1 ? "grouped convolution" : "convolution"
    case .transposedConvolution: "transposed convolution"
    case .affine: "affine"
    case .leakyRelu(let slope): slope == 0 ? "ReLU" : "leaky ReLU"
    case .pointwise(let function): function.title
    case .maxPool: "max-pool"
    case .averagePool: "average-pool"
    case .globalAveragePool: "global average-pool"
    case .resize(let resize): resize.mode == .nearest ? "nearest resize" : "bilinear resize"
    case .add: "add"
    case .multiply: "multiply"
    case .pad: "pad"
    case .crop: "crop"
    case .places: "rearrangement"
    case .sliceChannels: "channel slice"
    case .concat: "concat"
    case .identity: "identity"
    case .classifierEnd(let end): end.rawValue
    }
  }

  /// How many values it reads.
  var inputCounts: ClosedRange<Int> {
    switch self {
    case .concat: 1...Int.max
    case .add, .multiply: 2...2
    default: 1...1
    }
  }
}
