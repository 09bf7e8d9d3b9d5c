import Vision

extension Orientation {
  /// Of a JPEG or PNG: annotation tools show photos upright, and so masks are. Upright where the file does not say, or says
  /// nonsense.
  init(of file: [UInt8]) {
    self =
      file.starts(with: PNG.signature)
      ? PNG.exif(file).withUnsafeBufferPointer { Orientation(ofTIFF: $0) }
      : file.withUnsafeBufferPointer { Orientation(ofJPEG: $0) }
  }

  /// `stored`, turned upright; what stands beside the colours is left out.
  func turn(_ stored: RGBImage) -> RGBImage {
    guard !isUpright else { return stored }
    let size = PictureSize(width: stored.width, height: stored.height)
    var upright = RGBImage(width: self.size(of: size).width, height: self.size(of: size).height)
    upright.pixels.withUnsafeMutableBufferPointer { out in
      stored.pixels.withUnsafeBufferPointer { pixels in
        guard let from = pixels.baseAddress, let to = out.baseAddress else { return }
        turn(from, of: size, into: to)
      }
    }
    return upright
  }
}
