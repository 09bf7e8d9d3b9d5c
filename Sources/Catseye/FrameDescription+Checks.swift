import Vision

/// What is wrong with a frame is found here, before anything of it is read.
extension FrameDescription {
  /// Of frames and masks, as in streams.
  package static let sides = 1...PictureSize.largestSide

  /// - Parameter channels: the network's.
  func check(channels: Int) throws(SegmenterError) -> PictureSize {
    guard channels < 4 || format.hasFourth else {
      throw .badFrame("the model reads four bytes a pixel; give frames of rgba or bgra")
    }
    let size = try checkedSize()
    for index in 0..<format.planeCount {
      let rowBytes = format.plane(index, size).rowBytes
      let stride = stride(index)
      guard stride == 0 || (rowBytes...Int(Int32.max)).contains(stride) else {
        throw .badFrame("a stride of \(stride) bytes for rows of \(rowBytes)")
      }
    }
    return size
  }

  func checkedSize() throws(SegmenterError) -> PictureSize {
    guard FrameDescription.sides.contains(width), FrameDescription.sides.contains(height) else {
      throw .badFrame("the frame is \(width)x\(height); sides are 1 to \(FrameDescription.sides.upperBound)")
    }
    return PictureSize(width: width, height: height)
  }

  /// After `checkedSize`.
  func checkedRegion() throws(SegmenterError) -> PictureRegion? {
    guard let region else { return nil }
    // no sum, which could overflow
    guard region.x >= 0, region.y >= 0, region.width > 0, region.height > 0, region.x < width, region.y < height,
      region.width <= width - region.x, region.height <= height - region.y
    else {
      throw .badFrame(
        "the region \(region.width)x\(region.height)+\(region.x)+\(region.y) is not within the frame of \(width)x\(height)"
      )
    }
    return PictureRegion(
      x: region.x, y: region.y, size: PictureSize(width: region.width, height: region.height))
  }

  private func stride(_ index: Int) -> Int { index == 0 ? strides.0 : index == 1 ? strides.1 : strides.2 }
}
