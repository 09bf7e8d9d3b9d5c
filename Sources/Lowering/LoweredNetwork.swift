import NetworkGraph

/// The network as the engine will run it, still in float: steps with heads, and several sources instead of concatenations.
public struct LoweredNetwork: Sendable {
  /// Segment 0 is the frame.
  public var segments: [Segment]
  public var steps: [LoweredStep]
  /// How pixel bytes are normalised: (p - mean) / standardDeviation.
  public var normalisation: Normalisation
}

extension LoweredNetwork {
  /// - Parameter graph: after `Passes.standard`.
  /// - Throws: ConversionError that names the node which the engine has no step for.
  public init(_ graph: Graph, normalisation: Normalisation) throws(ConversionError) {
    self = try Lowering.lower(graph, normalisation: normalisation)
  }

  /// The segment whose scales and zero point a segment has: its own, or those of max-pooling's source.
  public func quantisedAs(_ segment: Int) -> Int { segments[segment].sharesQuantisationWith ?? segment }
}

/// A tensor as the step that produces it writes it, with a scale for each channel and one zero point.
public struct Segment: Sendable {
  public var name: String
  public var shape: Shape
  /// The graph's value whose range the segment must hold.
  public var value: Int
  /// For the output of max-pooling, and of other steps that copy int8 values: the segment whose scale and zero point it has.
  public var sharesQuantisationWith: Int?
  /// Whether its channels must have one scale, because a table reads or writes it.
  public var needsOneScale = false
  /// Whether the second half of the channels are the residuals of the first (NUMERICS.md, "Residuals").
  public var hasResiduals = false
  /// If the segment is not the whole of `value`: the channels of values of which it consists, in order.
  public var parts: [SegmentPart]?

  public init(
    name: String, shape: Shape, value: Int, sharesQuantisationWith: Int? = nil, needsOneScale: Bool = false,
    parts: [SegmentPart]? = nil
  ) {
    self.name = name
    self.shape = shape
    self.value = value
    self.sharesQuantisationWith = sharesQuantisationWith
    self.needsOneScale = needsOneScale
    self.parts = parts
  }

  /// The number of channels without the residuals.
  package var valueChannels: Int { hasResiduals ? shape.channels / 2 : shape.channels }
}

/// Some channels of one value of the graph.
public struct SegmentPart: Equatable, Sendable {
  public var value: Int
  public var channels: Range<Int>
}

/// A step, and the segments that it reads and writes.
public struct LoweredStep: Sendable {
  public enum Kind: Equatable, Sendable {
    case convolution, transposedConvolution, classifier
    case maxPool(MaxPool)
    /// A convolution of each channel on its own; the phase's weights are [channels][kernel.height][kernel.width].
    case depthwise(dilation: Extent)
    case `operator`(LoweredOperator)
  }

  public var name: String
  public var kind: Kind
  /// The graph's value that the step reads; the sources are its parts.
  public var input: Int
  /// The graph's value that the step computes: for a convolution its own result, before its heads.
  public var value: Int
  public var sources: [Int]
  public var heads: [LoweredHead]
  public var phases: [FloatPhase]
  public var stride: Extent
  /// The shape of the result: that of the heads, or of the logits.
  public var shape: Shape
}

extension LoweredStep {
  /// Pixels of the output from one computed pixel to the next.
  public var outputSpacing: Int { kind == .transposedConvolution ? 2 : 1 }

  /// The rows and columns of its source that a phase's window spans.
  package func span(of phase: FloatPhase) -> Extent {
    guard case .depthwise(let dilation) = kind else { return phase.kernel }
    return Extent(
      height: (phase.kernel.height - 1) * dilation.height + 1, width: (phase.kernel.width - 1) * dilation.width + 1)
  }

  /// How many pixels a phase computes.
  public func grid(of phase: FloatPhase) -> Extent {
    Extent(
      height: (shape.height - phase.outputY + outputSpacing - 1) / outputSpacing,
      width: (shape.width - phase.outputX + outputSpacing - 1) / outputSpacing)
  }
}

extension LoweredStep.Kind {
  package var isDepthwise: Bool {
    if case .depthwise = self { true } else { false }
  }

  /// Whether every output channel reads every input channel.
  package var isDense: Bool {
    switch self {
    case .convolution, .transposedConvolution, .classifier: true
    case .maxPool, .depthwise, .operator: false
    }
  }
}

/// One output of a convolution or an operator: leaky(scale · y + shift), where y is the convolution with its bias.
public struct LoweredHead: Sendable {
  public var segment: Int
  public var transform: HeadTransform
}

public struct HeadTransform: Sendable {
  /// One entry for each channel; none where the operator's result is not changed.
  public var affine: Affine
  /// The factor of negative values; nil for a linear head, or where `slopes` has a factor for each channel.
  public var slope: Double?
  /// The factors of negative values, one for each channel.
  public var slopes: [Double]?
  /// The upper bound of the result (ReLU6).
  public var limit: Double?
  /// The lower bound of the result; only a quantised file states one.
  public var least: Double?

  public init(affine: Affine, slope: Double? = nil) {
    self.affine = affine
    self.slope = slope
  }

  /// The transform that changes nothing.
  static func identity(channels: Int) -> HeadTransform {
    HeadTransform(
      affine: Affine(
        scale: [Double](repeating: 1, count: channels), shift: [Double](repeating: 0, count: channels)))
  }

  public func slope(ofChannel c: Int) -> Double { slopes?[c] ?? slope ?? 1 }
  var isLinear: Bool { slope == nil && slopes == nil }
}

/// A dense or depthwise convolution in float; see `Phase`.
public struct FloatPhase: Sendable {
  public var kernel: Extent
  public var originY, originX: Int
  public var outputY, outputX: Int
  /// [outputs][inputs][kernel.height][kernel.width]; a depthwise convolution has one input for each output.
  public var weights: [Float]
  /// [outputs]
  public var bias: [Float]
  /// [outputs]: in a quantised file, the scale of each output channel's weights.
  public var weightScales: [Double]?
}
