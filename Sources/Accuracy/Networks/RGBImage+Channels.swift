import Dataset
import Vision

extension RGBImage {
  /// The bytes that a network of so many channels reads, [height][width][channels]; for one channel the grey of the colours.
  ///
  /// - Precondition: the picture has a fourth channel if `channels` is 4 (`ImageDirectory.image(_:channels:)`).
  public func bytes(channels: Int) -> [UInt8] {
    switch channels {
    case 1:
      return (0..<width * height).map { Luma.byte(pixels[3 * $0], pixels[3 * $0 + 1], pixels[3 * $0 + 2]) }
    case 4:
      guard let fourth else { preconditionFailure("a picture of three channels for a network of four") }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(4 * fourth.count)
      for (pixel, last) in fourth.enumerated() {
        bytes += pixels[3 * pixel..<3 * pixel + 3]
        bytes.append(last)
      }
      return bytes
    default: return pixels
    }
  }
}
