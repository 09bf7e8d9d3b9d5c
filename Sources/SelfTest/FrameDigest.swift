import Model
import Randomness
import Vision

/// Checksums of what happens to a frame before and after the network, for fixed random contents.
enum FrameDigest {
  /// The checksum of a picture that shrinks in one direction and grows in the other, and of a mask of its nearest pixels; 0 without memory.
  static func resize() -> UInt64 {
    let source = PictureSize(width: 75, height: 33)
    let target = PictureSize(width: 48, height: 40)
    var random = SplitMix64(seed: 7)
    let picture = (0..<source.rgbBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    var small = [UInt8](repeating: 0, count: target.rgbBytes)
    var mask = [UInt8](repeating: 0, count: target.pixels)
    do throws(VisionError) {
      var resampler = try Resampler(from: source, to: target)
      let enlargement = try MaskEnlargement(from: source, to: target)
      unsafe picture.withUnsafeBufferPointer { picture in
        unsafe small.withUnsafeMutableBufferPointer { unsafe resampler.resample(picture, into: $0) }
        let first = unsafe UnsafeBufferPointer(rebasing: picture[..<source.pixels])
        unsafe mask.withUnsafeMutableBufferPointer { unsafe enlargement.enlarge(first, into: $0) }
      }
    } catch {
      return 0
    }
    return unsafe small.withUnsafeBytes(ModelFormat.checksum) ^ mask.withUnsafeBytes(ModelFormat.checksum)
  }
}
