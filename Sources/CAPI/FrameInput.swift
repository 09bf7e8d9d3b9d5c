import CAPIHeader
import Engine
import Vision

/// Takes a caller's frames of one size to the engine's input tensor.
struct FrameInput: ~Copyable {
  static let sides: ClosedRange<Int32> = 1...16_384

  let size: PictureSize
  /// [height][width][3] red, green, blue.
  private let rgb: Buffer<UInt8>
  private var resampler: Resampler

  init(size: PictureSize, to target: PictureSize) throws(VisionError) {
    let rgb = try Buffer<UInt8>(count: size.rgbBytes)
    let resampler = try Resampler(from: size, to: target)
    self.size = size
    self.rgb = rgb
    self.resampler = resampler
  }

  /// Resizes the frame, which is of `size`, into the engine's input.
  mutating func load(_ pixels: UnsafeRawPointer, stride: Int, _ format: PixelFormat, into engine: borrowing Engine) {
    for y in 0..<size.height {
      unsafe format.copy(
        (pixels + y * stride).assumingMemoryBound(to: UInt8.self), to: rgb.base + y * size.width * 3,
        pixels: size.width)
    }
    unsafe resampler.resample(
      rgb.elements, into: engine.input, rowStride: engine.inputRowStride, pixelStride: engine.inputPixelStride)
  }
}
