/// y[c][...] = scale[c] * x[c][...] + shift[c]: a batch normalisation at inference, or a constant factor or summand.
///
/// From a batch normalisation: scale = gamma / sqrt(variance + epsilon), shift = beta - mean * scale, in Double.
public struct Affine: Equatable, Sendable {
  /// One factor for each channel, of either sign, finite.
  public var scale: [Double]
  /// One summand for each channel, finite.
  public var shift: [Double]

  public init(scale: [Double], shift: [Double]) {
    self.scale = scale
    self.shift = shift
  }

  /// The affine that does `self` first and then `next`.
  public func followed(by next: Affine) -> Affine {
    Affine(
      scale: zip(scale, next.scale).map { $0 * $1 },
      shift: zip(shift, zip(next.scale, next.shift)).map { $0 * $1.0 + $1.1 })
  }

  /// Whether it is one positive factor for all channels.
  package var isOneFactor: Bool { scale.allSatisfy { $0 == scale[0] && $0 > 0 } && shift.allSatisfy { $0 == 0 } }

  /// The scales of a convolution's weights after this affine; nil where a channel's weights would all become 0.
  package func applied(toScales scales: [Double]?) -> [Double]? {
    guard let scales, !scale.contains(0) else { return nil }
    return zip(scales, scale).map { $0 * abs($1) }
  }
}
