/// What a node computes. After `Passes.standard` the cases `identity` and `classifierEnd` no longer occur.
public enum Operation: Equatable, Sendable {
  /// One input.
  case convolution(Convolution)
  /// One input.
  case transposedConvolution(TransposedConvolution)
  /// One input; one factor and one summand for each channel.
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
  /// One input: the largest of each pixel's channels, [1][H][W].
  case channelMax
  /// One input.
  case resize(Resize)
  /// Two inputs. The second has the first's shape, or one value for each channel [C][1][1] or each pixel [1][H][W].
  case add
  /// Two inputs, as for `add`. A product; the second input is often a gate.
  case multiply
  /// One input, extended on its sides by elements of one value.
  case pad(Padding, value: Float)
  /// One input, cut at its sides.
  case crop(Padding)
  /// One input. The output's rows and columns are these rows and columns of it, in any order, and -1 is a row or column of zeros. So it can
  /// express steps, mirrored borders, and zeros in between.
  case places(rows: [Int], columns: [Int])
  /// One input; the output has these of its channels.
  case sliceChannels(Range<Int>)
  /// Two or more inputs, joined along the channels in their order.
  case concat
  /// One input, unchanged (Identity, Dropout at inference).
  case identity
  /// One input, only at the graph's end.
  case classifierEnd(ClassifierEnd)

  /// The operation's name in messages and listings.
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
    case .channelMax: "channel maximum"
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
