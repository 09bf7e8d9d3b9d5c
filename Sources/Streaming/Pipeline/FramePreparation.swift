import CSystem
import Engine
import Model
import Vision

/// Makes of a frame's pixels what the network reads: resized, in the layout of its input tensor.
///
/// Buffers are placed for a frame size, and anew when it changes; a frame of the same size allocates nothing.
struct FramePreparation: ~Copyable {
  private let fit: Placement.Fit
  private let channels, pixelStride: Int
  /// A pixel of the network's mean colour: what is beside a letterboxed frame.
  private let mean: [Int8]
  private var placement: Placement
  private var resampler: FrameResampler

  init(_ plan: Plan, pixelStride: Int, fit: Placement.Fit) throws(VisionError) {
    let input = PictureSize(width: plan.input.width, height: plan.input.height)
    let placement = Placement(fit, of: input, to: input)
    let resampler = try FrameResampler(
      from: placement.source.size, to: placement.target.size, channels: plan.input.channels)
    let zero = plan.input.zeroPixel
    mean = (0..<pixelStride).map { $0 < zero.count ? zero[$0] : 0 }
    channels = plan.input.channels
    self.fit = fit
    self.pixelStride = pixelStride
    self.placement = placement
    self.resampler = resampler
  }

  mutating func prepare(_ frame: Frame) throws(StreamError) {
    try adapt(to: frame.size)
    let rowStride = placement.input.width * pixelStride
    if placement.target.size != placement.input { fill(frame.tensor) }
    let source = placement.source
    let first = source.y * placement.frame.width + source.x
    let rgb = unsafe UnsafeBufferPointer(rebasing: frame.rgb[(3 * first)...])
    let fourth = unsafe UnsafeBufferPointer(rebasing: frame.fourth[min(first, frame.fourth.count)...])
    unsafe resampler.resample(
      rgb, fourth: fourth, rowPixels: placement.frame.width,
      into: frame.tensor.base + placement.target.y * rowStride + placement.target.x * pixelStride,
      rowStride: rowStride, pixelStride: pixelStride)
    frame.times.resized = catseye_clock()
  }

  private func fill(_ tensor: borrowing Buffer<Int8>) {
    var pixel = unsafe tensor.base
    for _ in 0..<placement.input.pixels {
      for channel in 0..<pixelStride { unsafe pixel[channel] = mean[channel] }
      unsafe pixel += pixelStride
    }
  }

  private mutating func adapt(to size: PictureSize) throws(StreamError) {
    guard size != placement.frame else { return }
    let next = Placement(fit, of: size, to: placement.input)
    let channels = channels
    resampler = try StreamError.of { () throws(VisionError) in
      try FrameResampler(from: next.source.size, to: next.target.size, channels: channels)
    }
    placement = next
  }
}
