import Vision

/// Finds what is wrong with a frame before any of its bytes are read.
extension FrameDescription {
  /// The sides that frames and masks may have, in pixels; the same as for streams.
  package static let sides = 1...PictureSize.largestSide

  /// - Parameter channels: how many the network reads.
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

  /// The region, checked against the frame's size; call `checkedSize` first.
  func checkedRegion() throws(SegmenterError) -> PictureRegion? {
    guard let region else { return nil }
    // no PictureSize can be made of sides that are not positive
    guard region.width > 0, region.height > 0 else { throw outside(region) }
    let part = PictureRegion(
      x: region.x, y: region.y, size: PictureSize(width: region.width, height: region.height))
    guard part.lies(in: PictureSize(width: width, height: height)) else { throw outside(region) }
    return part
  }

  private func outside(_ region: Region) -> SegmenterError {
    .badFrame(
      "the region \(region.width)x\(region.height)+\(region.x)+\(region.y) is not within the frame of \(width)x\(height)"
    )
  }

  private func stride(_ index: Int) -> Int { index == 0 ? strides.0 : index == 1 ? strides.1 : strides.2 }
}
