/// Resizes frames of one size into a network's input tensor, as one channel (grey), three (red, green, blue) or four (and a fourth byte).
///
/// Grey is computed from the resized colours (NUMERICS.md, "Frames").
public struct FrameResampler: ~Copyable {
  private let channels: Int
  private var colours: Resampler
  /// The resampler of the fourth byte; nil where the network does not read it.
  private var beside: Resampler?

  /// - Parameter channels: how many the network reads: 1, 3 or 4.
  public init(from source: PictureSize, to target: PictureSize, channels: Int) throws(VisionError) {
    let colours = try Resampler(from: source, to: target)
    let beside = try FrameResampler.beside(channels, source, target)
    self.channels = channels
    self.colours = colours
    self.beside = beside
  }

  private static func beside(
    _ channels: Int, _ source: PictureSize, _ target: PictureSize
  ) throws(VisionError) -> Resampler? {
    guard channels == 4 else { return nil }
    return try Resampler(from: source, to: target, channels: 1)
  }

  /// Writes q = p - 128 for each of the network's channels; the other bytes of a pixel become 0.
  ///
  /// - Parameters:
  ///   - rgb: the source's pixels, [height][width][3].
  ///   - fourth: [height][width]; read only where the network has four channels.
  ///   - rowPixels: pixels from one row to the next, in `rgb` and in `fourth`.
  ///   - tensor: pixel (0, 0) of the target. Nothing outside the target's pixels is written.
  public mutating func resample(
    _ rgb: UnsafeBufferPointer<UInt8>, fourth: UnsafeBufferPointer<UInt8>, rowPixels: Int,
    into tensor: UnsafeMutablePointer<Int8>, rowStride: Int, pixelStride: Int
  ) {
    unsafe colours.resample(
      rgb, rowBytes: 3 * rowPixels, into: tensor, rowStride: rowStride, pixelStride: pixelStride,
      asGrey: channels == 1)
    unsafe beside?.resample(
      plane: fourth, rowBytes: rowPixels, into: tensor + 3, rowStride: rowStride, pixelStride: pixelStride)
  }
}
