/// Takes frames of one size to a network's input tensor: as grey, as red, green and blue, or as these and a fourth byte.
///
/// The grey of a colour is that of the resized pixel (NUMERICS, Frames).
public struct FrameResampler: ~Copyable {
  private let channels: Int
  private var colours: Resampler
  /// Of the fourth byte; nil where the network reads none.
  private var beside: Resampler?

  /// - Parameter channels: the network's: 1, 3 or 4.
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

  /// Writes q = p - 128 of the network's channels; further bytes of a pixel become 0.
  ///
  /// - Parameters:
  ///   - rgb: the source, [height][width][3], from its first pixel on.
  ///   - fourth: [height][width], from its first pixel on; read where the network has four channels.
  ///   - rowPixels: from one row of both to the next.
  ///   - tensor: pixel (0, 0) of the target's size; nothing outside its pixels is touched.
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
