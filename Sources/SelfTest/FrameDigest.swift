import Kernels
import Model
import Randomness
import Vision

/// Checksums of what is done to a frame before and after the network, on fixed random contents.
enum FrameDigest {
  /// Classes of accumulators with few values and few factors, so that equal logits are among them.
  static func argMax() -> UInt64 {
    var random = SplitMix64(seed: 7)
    let (pixels, classes, stride) = (257, 11, 16)
    let accumulators = (0..<pixels * stride).map { _ in Int32(truncatingIfNeeded: random.next() % 64) - 32 }
    let factors = (0..<classes).map { Float($0 % 3 + 1) / 8 }
    var mask = [UInt8](repeating: 0, count: pixels)
    accumulators.withUnsafeBufferPointer { accumulators in
      factors.withUnsafeBufferPointer { factors in
        mask.withUnsafeMutableBufferPointer { mask in
          guard let accumulators = accumulators.baseAddress, let factors = factors.baseAddress,
            let mask = mask.baseAddress
          else { return }
          ScalarReference.argMax(
            accumulators, stride: stride, factors: factors, classes: classes, into: mask, pixels: pixels)
        }
      }
    }
    return mask.withUnsafeBytes(ModelFormat.checksum)
  }

  /// A picture shrunk in one direction and enlarged in the other, and the nearest pixels of it as a mask; 0 without memory.
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
      picture.withUnsafeBufferPointer { picture in
        small.withUnsafeMutableBufferPointer { resampler.resample(picture, into: $0) }
        let first = UnsafeBufferPointer(rebasing: picture[..<source.pixels])
        mask.withUnsafeMutableBufferPointer { enlargement.enlarge(first, into: $0) }
      }
    } catch {
      return 0
    }
    return small.withUnsafeBytes(ModelFormat.checksum) ^ mask.withUnsafeBytes(ModelFormat.checksum)
  }
}
