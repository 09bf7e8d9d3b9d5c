import Vision

extension Orientation {
  /// The orientation in a JPEG or PNG; upright where the file has none, or none from 1 to 8. Annotation tools show photos upright, so masks
  /// are upright too.
  init(of file: [UInt8]) {
    self =
      file.starts(with: PNG.signature)
      ? PNG.exif(file).withUnsafeBufferPointer { Orientation(ofTIFF: $0) }
      : file.withUnsafeBufferPointer { Orientation(ofJPEG: $0) }
  }

  /// `stored`, turned upright; a fourth byte of the pixels is left out.
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

  /// `stored`, turned upright.
  func turn(_ stored: MaskPicture) -> MaskPicture {
    guard !isUpright else { return stored }
    func turned(_ numbers: [UInt32]) -> [UInt32] {
      // ids have 16 bits and colours 24, so both fit into the three bytes of a pixel
      var picture = RGBImage(width: stored.width, height: stored.height)
      for (pixel, number) in numbers.enumerated() {
        for channel in 0..<3 {
          picture.pixels[3 * pixel + channel] = UInt8(truncatingIfNeeded: number >> UInt32(16 - 8 * channel))
        }
      }
      return turn(picture).packed
    }
    let content: MaskPicture.Content =
      switch stored.content {
      case .values(let ids): .values(turned(ids))
      case .indices(let ids, let palette): .indices(turned(ids), palette: palette)
      case .colours(let colours): .colours(turned(colours))
      case .smeared(let image): .smeared(turn(image))
      }
    let size = size(of: PictureSize(width: stored.width, height: stored.height))
    return MaskPicture(width: size.width, height: size.height, content: content)
  }
}
