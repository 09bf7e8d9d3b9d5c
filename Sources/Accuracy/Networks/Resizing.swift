import Dataset
import Vision

extension RGBImage {
  /// The picture at another size, as the board resizes frames.
  public func resampled(to target: PictureSize) throws(VisionError) -> RGBImage {
    var resampler = try Resampler(from: PictureSize(width: width, height: height), to: target)
    var out = [UInt8](repeating: 0, count: target.rgbBytes)
    pixels.withUnsafeBufferPointer { source in
      out.withUnsafeMutableBufferPointer { resampler.resample(source, into: $0) }
    }
    var image = RGBImage(width: target.width, height: target.height, pixels: out)
    if let fourth {
      var plane = [UInt8](repeating: 0, count: target.pixels)
      var planes = try Resampler(from: PictureSize(width: width, height: height), to: target, channels: 1)
      fourth.withUnsafeBufferPointer { source in
        plane.withUnsafeMutableBufferPointer { planes.resample(source, into: $0) }
      }
      image.fourth = plane
    }
    return image
  }
}

extension LabelMap {
  /// The map at another size, as the board enlarges masks, by nearest neighbour.
  public func enlarged(to target: PictureSize) throws(VisionError) -> LabelMap {
    let enlargement = try MaskEnlargement(from: PictureSize(width: width, height: height), to: target)
    var out = [UInt8](repeating: 0, count: target.pixels)
    indices.withUnsafeBufferPointer { mask in
      out.withUnsafeMutableBufferPointer { enlargement.enlarge(mask, into: $0) }
    }
    return LabelMap(width: target.width, height: target.height, indices: out)
  }
}
