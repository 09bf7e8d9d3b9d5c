import CAPIHeader
import Engine
import Vision

/// Takes a caller's frames of one size to the engine's input tensor.
struct FrameInput: ~Copyable {
  static let sides: ClosedRange<Int32> = 1...16_384

  let size: PictureSize
  /// [height][width][3] red, green, blue.
  private let rgb: Buffer<UInt8>
  /// [height][width], the fourth byte of each pixel; empty where the network does not read it.
  private let fourth: Buffer<UInt8>
  private var resampler: FrameResampler

  /// - Parameter channels: the network's.
  init(size: PictureSize, to target: PictureSize, channels: Int) throws(VisionError) {
    let rgb = try Buffer<UInt8>(count: size.rgbBytes)
    let fourth = try Buffer<UInt8>(count: channels == 4 ? size.pixels : 0)
    let resampler = try FrameResampler(from: size, to: target, channels: channels)
    self.size = size
    self.rgb = rgb
    self.fourth = fourth
    self.resampler = resampler
  }

  /// Resizes the frame, which is of `size` and has what the network reads, into the engine's input.
  mutating func load(_ pixels: UnsafeRawPointer, stride: Int, _ format: PixelFormat, into engine: borrowing Engine) {
    for y in 0..<size.height {
      let row = unsafe (pixels + y * stride).assumingMemoryBound(to: UInt8.self)
      unsafe format.copy(row, to: rgb.base + y * size.width * 3, pixels: size.width)
      guard fourth.count > 0 else { continue }
      let out = unsafe fourth.base + y * size.width
      for x in 0..<size.width { unsafe out[x] = unsafe row[x * format.bytes + 3] }
    }
    unsafe resampler.resample(
      rgb.elements, fourth: fourth.elements, rowPixels: size.width, into: engine.input,
      rowStride: engine.inputRowStride, pixelStride: engine.inputPixelStride)
  }
}
