import CSystem
import Engine
import Model
import Vision

/// Turns a frame's pixels into the network's input: resized, in the layout of its input tensor.
///
/// Buffers are placed for a frame size, and again when the size changes; a frame of the same size allocates nothing.
struct FramePreparation: ~Copyable {
  private let framing: Framing
  private let pixelStride: Int
  private var fitting: FrameFitting

  init(_ plan: Plan, pixelStride: Int, framing: Framing) throws(VisionError) {
    fitting = try FrameFitting(plan, pixelStride: pixelStride)
    self.framing = framing
    self.pixelStride = pixelStride
  }

  mutating func prepare(_ frame: Frame) throws(StreamError) {
    let input = fitting.placement.input
    let placement = framing.placement(of: frame.size, to: input)
    if fitting.placement != placement {
      if let region = framing.region, !region.lies(in: frame.size) { throw .regionOutside(region, of: frame.size) }
      do throws(VisionError) { try fitting.adapt(to: placement) } catch { throw StreamError(error) }
    }
    unsafe fitting.write(
      UnsafeBufferPointer(frame.rgb), fourth: UnsafeBufferPointer(frame.fourth), held: PictureRegion(whole: frame.size),
      into: frame.tensor.base, rowStride: input.width * pixelStride)
    frame.times.resized = catseye_clock()
  }
}
