/// Resizes planes of the model's mask to the size of an output: the frame's, as the placement says, or the model's own.
public struct PlanePlacement: ~Copyable {
  /// The size of the output planes.
  public private(set) var size: PictureSize
  private let mask: PictureSize
  /// The part of the mask that is used, and its place in the output.
  private var source, target: PictureRegion
  private var enlargement: MaskEnlargement

  /// - Parameters:
  ///   - mask: the size of the model's planes.
  ///   - atModelSize: whether the planes keep that size.
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

  /// The part of the mask that shows the frame.
  public var shown: PictureRegion { source }

  /// Changes to another placement, for planes of the frame's size. It allocates nothing where only the region has moved.
  public mutating func adapt(to placement: Placement) throws(VisionError) {
    let source = placement.target.scaled(from: placement.input, to: mask)
    if source.size != self.source.size || placement.source.size != target.size {
      enlargement = try MaskEnlargement(from: source.size, to: placement.source.size)
    }
    (size, self.source, target) = (placement.frame, source, placement.source)
  }

  /// - Parameters:
  ///   - plane: one byte for each pixel, at the mask's size.
  ///   - outside: the value of pixels that the model has not seen.
  ///   - output: [size.height][size.width].
  public func place(
    _ plane: UnsafeBufferPointer<UInt8>, outside: UInt8, into output: UnsafeMutableBufferPointer<UInt8>
  ) {
    precondition(output.count == size.pixels)
    guard let out = output.baseAddress else { return }
    unsafe place(plane, outside: outside, into: out, rowBytes: size.width)
  }

  /// The same, into [size.height] rows that are `rowBytes` apart.
  public func place(
    _ plane: UnsafeBufferPointer<UInt8>, outside: UInt8, into out: UnsafeMutablePointer<UInt8>, rowBytes: Int
  ) {
    precondition(plane.count == mask.pixels && rowBytes >= size.width)
    guard let input = plane.baseAddress else { return }
    if target.size != size {
      for y in 0..<size.height { unsafe (out + y * rowBytes).update(repeating: outside, count: size.width) }
    }
    unsafe enlargement.enlarge(
      input + source.y * mask.width + source.x, rowBytes: mask.width,
      into: out + target.y * rowBytes + target.x, rowBytes: rowBytes)
  }
}
