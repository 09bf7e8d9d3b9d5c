import CSystem
import Engine
import Model
import Vision

/// Makes of a frame's pixels what the network reads: resized, in the layout of its input tensor.
///
/// Buffers are placed for a frame size, and anew when it changes; a frame of the same size allocates nothing.
struct FramePreparation: ~Copyable {
  private let fit: Placement.Fit
  private let pixelStride: Int
  /// A pixel of the network's mean colour: what is beside a letterboxed frame.
  private let mean: (Int8, Int8, Int8)
  private var placement: Placement
  private var resampler: Resampler

  init(_ plan: Plan, pixelStride: Int, fit: Placement.Fit) throws(VisionError) {
    let input = PictureSize(width: plan.input.width, height: plan.input.height)
    let placement = Placement(fit, of: input, to: input)
    let resampler = try Resampler(from: placement.source.size, to: placement.target.size)
    func byte(_ channel: Int) -> Int8 { Int8(min(max(plan.input.mean[channel].rounded(), 0), 255) - 128) }
    mean = (byte(0), byte(1), byte(2))
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
    let rowBytes = placement.frame.width * 3
    let rgb = unsafe UnsafeBufferPointer(rebasing: frame.rgb[(source.y * rowBytes + source.x * 3)...])
    unsafe resampler.resample(
      rgb, rowBytes: rowBytes,
      into: frame.tensor.base + placement.target.y * rowStride + placement.target.x * pixelStride,
      rowStride: rowStride, pixelStride: pixelStride)
    frame.times.resized = catseye_clock()
  }

  private func fill(_ tensor: borrowing Buffer<Int8>) {
    var pixel = unsafe tensor.base
    for _ in 0..<placement.input.pixels {
      unsafe pixel[0] = mean.0
      unsafe pixel[1] = mean.1
      unsafe pixel[2] = mean.2
      for channel in 3..<pixelStride { unsafe pixel[channel] = 0 }
      unsafe pixel += pixelStride
    }
  }

  private mutating func adapt(to size: PictureSize) throws(StreamError) {
    guard size != placement.frame else { return }
    let next = Placement(fit, of: size, to: placement.input)
    resampler = try StreamError.of { () throws(VisionError) in
      try Resampler(from: next.source.size, to: next.target.size)
    }
    placement = next
  }
}
