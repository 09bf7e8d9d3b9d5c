import Model

/// Turns a frame's pixels into the network's input: the part that the fit takes, resized, in the layout of the input tensor.
///
/// Buffers are placed for the sizes of a placement, and again when these change. A frame of the same placement allocates nothing, nor
/// does one whose region has only moved.
public struct FrameFitting: ~Copyable {
  /// The placement of the last frame.
  public private(set) var placement: Placement
  private let channels, pixelStride: Int
  /// A pixel of the network's mean colour, which fills the bars beside a letterboxed frame.
  private let mean: [Int8]
  private var resampler: FrameResampler

  /// - Parameter pixelStride: bytes from one pixel of the tensor to the next.
  public init(_ plan: Plan, pixelStride: Int) throws(VisionError) {
    let input = PictureSize(width: plan.input.width, height: plan.input.height)
    let placement = Placement(.stretch, of: input, to: input)
    let resampler = try FrameResampler(from: input, to: input, channels: plan.input.channels)
    let zero = plan.input.zeroPixel
    mean = (0..<pixelStride).map { $0 < zero.count ? zero[$0] : 0 }
    channels = plan.input.channels
    self.pixelStride = pixelStride
    self.placement = placement
    self.resampler = resampler
  }

  /// - Parameter next: a placement into the same input.
  public mutating func adapt(to next: Placement) throws(VisionError) {
    if next.source.size != placement.source.size || next.target.size != placement.target.size {
      resampler = try FrameResampler(from: next.source.size, to: next.target.size, channels: channels)
    }
    placement = next
  }

  /// Writes the tensor of one frame, q = p - 128.
  ///
  /// - Parameters:
  ///   - rgb: [held.height][held.width][3].
  ///   - fourth: [held.height][held.width]; read only where the network has four channels.
  ///   - held: the part of the frame that `rgb` and `fourth` hold; it contains all that the placement takes.
  ///   - tensor: pixel (0, 0) of the network's input.
  ///   - rowStride: bytes from one row of `tensor` to the next.
  public mutating func write(
    _ rgb: UnsafeBufferPointer<UInt8>, fourth: UnsafeBufferPointer<UInt8>, held: PictureRegion,
    into tensor: UnsafeMutablePointer<Int8>, rowStride: Int
  ) {
    if placement.target.size != placement.input { unsafe fill(tensor, rowStride) }
    let (source, target) = (placement.source, placement.target)
    let first = (source.y - held.y) * held.size.width + source.x - held.x
    unsafe resampler.resample(
      UnsafeBufferPointer(rebasing: rgb[(3 * first)...]),
      fourth: UnsafeBufferPointer(rebasing: fourth[min(first, fourth.count)...]), rowPixels: held.size.width,
      into: tensor + target.y * rowStride + target.x * pixelStride, rowStride: rowStride, pixelStride: pixelStride)
  }

  private func fill(_ tensor: UnsafeMutablePointer<Int8>, _ rowStride: Int) {
    for y in 0..<placement.input.height {
      var pixel = unsafe tensor + y * rowStride
      for _ in 0..<placement.input.width {
        for channel in 0..<pixelStride { unsafe pixel[channel] = mean[channel] }
        unsafe pixel += pixelStride
      }
    }
  }
}
