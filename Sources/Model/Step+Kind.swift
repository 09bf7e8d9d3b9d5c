extension Step {
  public enum Kind: UInt32 {
    case convolution = 1
    /// Stride 2, as four phases, each a small convolution of its own.
    case transposedConvolution = 2
    case maxPool = 3
    /// The last convolution: logit = Float32(accumulator) · factor, then arg-max.
    case classifier = 4
    /// A convolution of each channel alone; weights Int8 [row][column][channels, padded].
    case depthwise = 16
    /// Requantises one tensor, or some of its channels, to another scale; or joins several tensors in one.
    case rescale = 17
    case add = 18
    case multiply = 19
    /// Looks each value up in a table.
    case lookup = 20
    case averagePool = 21
    /// Copies pixels by index: nearest neighbours, crops, borders.
    case gather = 22
    /// Interpolates bilinearly between the four pixels around a place.
    case interpolate = 23
    /// The largest of each pixel's channels, at a scale of its own; format version 4.
    case channelMax = 24

    /// Whether `Operands` follow in its record.
    public var hasOperands: Bool { rawValue >= Kind.depthwise.rawValue }

    /// The first version of the format that has this kind.
    var since: UInt32 { self == .channelMax ? 4 : ModelFormat.plainVersion }

    /// Whether the output's values lie between those of its source, at the same scale: they are pooled, copied or interpolated.
    var keepsRange: Bool { self == .maxPool || self == .gather || self == .interpolate }

    /// The name that `info` and `bench` print.
    public var name: String {
      switch self {
      case .convolution: "convolution"
      case .transposedConvolution: "transposed_convolution"
      case .maxPool: "max_pool"
      case .classifier: "classifier"
      case .depthwise: "depthwise"
      case .rescale: "rescale"
      case .add: "add"
      case .multiply: "multiply"
      case .lookup: "lookup"
      case .averagePool: "average_pool"
      case .gather: "gather"
      case .interpolate: "interpolate"
      case .channelMax: "channel_max"
      }
    }

    /// How many values of each source are read for one output value. A pooling's window does not count.
    var valuesRead: Int { self == .interpolate ? 4 : 1 }

    /// Checks the record of an operator that is no depthwise convolution.
    func validate(_ record: OperatorValidation) throws(ModelError) {
      switch self {
      case .rescale: try record.rescale()
      case .add: try record.combination(factors: 2)
      case .multiply: try record.combination(factors: 1)
      case .lookup: try record.lookup()
      case .averagePool: try record.averagePool()
      case .gather: try record.places(words: 1, least: -1)
      case .interpolate: try record.places(words: 3, least: 0)
      case .channelMax: try record.channelMax()
      case .convolution, .transposedConvolution, .maxPool, .classifier, .depthwise:
        try record.require(false, "operator's kind")
      }
    }
  }
}
