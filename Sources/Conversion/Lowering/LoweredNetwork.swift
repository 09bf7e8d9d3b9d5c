/// The network as the engine will run it, still in float: steps with heads, concatenations taken apart.
public struct LoweredNetwork: Sendable {
  /// Segment 0 is the frame.
  public var segments: [Segment]
  public var steps: [LoweredStep]
  /// What the pixel bytes become: (p - mean) / standardDeviation.
  public var normalisation: Normalisation
}

extension LoweredNetwork {
  /// - Parameter graph: after `Passes.standard`.
  /// - Throws: ConversionError that names the node which the engine has no step for.
  public init(_ graph: Graph, normalisation: Normalisation) throws(ConversionError) {
    self = try Lowering.lower(graph, normalisation: normalisation)
  }

  /// The segment whose scales and zero point a segment has: itself, or what max-pooling read.
  public func quantisedAs(_ segment: Int) -> Int { segments[segment].sharesQuantisationWith ?? segment }
}

/// A tensor as its producer writes it; it has a scale for each channel and one zero point.
public struct Segment: Sendable {
  public var name: String
  public var shape: Shape
  /// The graph's value whose range it must hold.
  public var value: Int
  /// For the output of max-pooling: the segment whose scale and zero point it has.
  public var sharesQuantisationWith: Int?
  /// Whether the second half of the channels are the residuals of the first (NUMERICS.md, "Residuals").
  public var hasResiduals = false
}

extension Segment {
  /// Channels without the residuals.
  var valueChannels: Int { hasResiduals ? shape.channels / 2 : shape.channels }
}

/// A step, and the segments that it reads and writes.
public struct LoweredStep: Sendable {
  public enum Kind: Equatable, Sendable {
    case convolution, transposedConvolution, classifier
    case maxPool(MaxPool)
  }

  public var name: String
  public var kind: Kind
  /// The graph's value that it reads, of which the sources are the parts.
  public var input: Int
  /// The graph's value that it computes: a convolution's own result, before its heads.
  public var value: Int
  public var sources: [Int]
  public var heads: [LoweredHead]
  public var phases: [FloatPhase]
  public var stride: Extent
  /// What it computes: the heads' shape, or the logits'.
  public var shape: Shape
}

extension LoweredStep {
  /// Pixels from one computed pixel to the next in the output.
  public var outputStep: Int { kind == .transposedConvolution ? 2 : 1 }

  /// How many pixels a phase computes.
  public func grid(of phase: FloatPhase) -> Extent {
    Extent(
      height: (shape.height - phase.outputY + outputStep - 1) / outputStep,
      width: (shape.width - phase.outputX + outputStep - 1) / outputStep)
  }
}

/// One output of a convolution: leaky(scale · y + shift), with y the convolution and its bias.
public struct LoweredHead: Sendable {
  public var segment: Int
  public var transform: HeadTransform
}

public struct HeadTransform: Sendable {
  /// One entry a channel.
  public var affine: Affine
  /// The factor of negative values; nil for a linear head.
  public var slope: Double?
}

/// A dense convolution in float; see `Phase`.
public struct FloatPhase: Sendable {
  public var kernel: Extent
  public var originY, originX: Int
  public var outputY, outputX: Int
  /// [outputs][inputs][kernel.height][kernel.width]
  public var weights: [Float]
  /// [outputs]
  public var bias: [Float]
  /// [outputs]: in a quantised file, the step of each output channel's weights.
  public var weightSteps: [Double]?
}
