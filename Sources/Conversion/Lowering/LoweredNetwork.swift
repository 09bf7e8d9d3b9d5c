/// The network as the engine will run it, still in float: steps with heads, concatenations taken apart.
struct LoweredNetwork {
  /// Segment 0 is the frame.
  var segments: [Segment]
  var steps: [LoweredStep]
  /// What the pixel bytes become: (p - mean) / standardDeviation.
  var normalisation: Normalisation
}

/// A tensor as its producer writes it; it has one scale and one zero point.
struct Segment {
  var name: String
  var shape: Shape
  /// The graph's value whose range it must hold.
  var value: Int
  /// For the output of max-pooling: the segment whose scale and zero point it has.
  var sharesQuantisationWith: Int?
}

/// A step, and the segments that it reads and writes.
struct LoweredStep {
  enum Kind: Equatable {
    case convolution, transposedConvolution, classifier
    case maxPool(MaxPool)
  }

  var name: String
  var kind: Kind
  var sources: [Int]
  var heads: [LoweredHead]
  var phases: [FloatPhase]
  var stride: Extent
  /// What it computes: the heads' shape, or the logits'.
  var shape: Shape
}

/// One output of a convolution: leaky(scale · y + shift), with y the convolution and its bias.
struct LoweredHead {
  var segment: Int
  var transform: HeadTransform
}

struct HeadTransform {
  /// One entry a channel.
  var affine: Affine
  /// The factor of negative values; nil for a linear head.
  var slope: Double?
}

/// A dense convolution in float; see `Phase`.
struct FloatPhase {
  var kernel: Extent
  var originY, originX: Int
  var outputY, outputX: Int
  /// [outputs][inputs][kernel.height][kernel.width]
  var weights: [Float]
  /// [outputs]
  var bias: [Float]
}
