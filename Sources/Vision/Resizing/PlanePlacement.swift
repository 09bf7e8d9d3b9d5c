/// Brings planes of the model's mask to the size of an output: the frame's, where the placement says, or the model's own.
public struct PlanePlacement: ~Copyable {
  /// Of the planes that come out.
  public let size: PictureSize
  private let mask: PictureSize
  /// What of the mask goes where in the output.
  private let source, target: PictureRegion
  private let enlargement: MaskEnlargement

  /// - Parameters:
  ///   - mask: size of the planes that the model makes.
  ///   - atModelSize: planes stay as large as they are.
  public init(_ placement: Placement, mask: PictureSize, atModelSize: Bool) throws(VisionError) {
    let source = placement.target.scaled(from: placement.input, to: mask)
    let target = atModelSize ? source : placement.source
    let enlargement = try MaskEnlargement(from: source.size, to: target.size)
    size = atModelSize ? mask : placement.frame
    self.mask = mask
    self.source = source
    self.target = target
    self.enlargement = enlargement
  }

  /// - Parameters:
  ///   - plane: one byte a pixel, at the mask's size.
  ///   - outside: what pixels get that the model has not seen.
  ///   - output: [size.height][size.width].
  public func place(
    _ plane: UnsafeBufferPointer<UInt8>, outside: UInt8, into output: UnsafeMutableBufferPointer<UInt8>
  ) {
    precondition(plane.count == mask.pixels && output.count == size.pixels)
    guard let input = plane.baseAddress, let out = output.baseAddress else { return }
    if target.size != size { unsafe out.update(repeating: outside, count: output.count) }
    unsafe enlargement.enlarge(
      input + source.y * mask.width + source.x, rowBytes: mask.width,
      into: out + target.y * size.width + target.x, rowBytes: size.width)
  }
}
