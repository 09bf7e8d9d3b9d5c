/// Output shapes of operations that move, join or spread elements and compute nothing else.
extension Node {
  func shape(of resize: Resize, reading input: Shape) throws(ConversionError) -> Shape {
    let scales = [resize.scaleY, resize.scaleX]
    guard scales.allSatisfy({ $0.isFinite && $0 > 0 }) else { throw error("resizes by \(scales)") }
    return Shape(channels: input.channels, height: resize.output.height, width: resize.output.width)
  }

  /// The shape of a sum or product: the first input's.
  func broadcast(_ first: Shape, _ second: Shape) throws(ConversionError) -> Shape {
    let isPerChannel = second.channels == first.channels && second.planeCount == 1
    let isPerPixel = second.channels == 1 && second.height == first.height && second.width == first.width
    guard second == first || isPerChannel || isPerPixel else {
      throw error(
        "combines \(first) and \(second); the second must be as large, or one number for each channel "
          + "(\(first.channels)x1x1) or each pixel (1x\(first.height)x\(first.width))")
    }
    return first
  }

  func padded(_ input: Shape, _ padding: Padding) throws(ConversionError) -> Shape {
    let sides = [padding.top, padding.left, padding.bottom, padding.right]
    guard sides.allSatisfy({ 0...Node.largestExtent ~= $0 }) else {
      throw error("pads by \(padding); 0 to \(Node.largestExtent) on each side are possible")
    }
    return Shape(
      channels: input.channels, height: input.height + padding.top + padding.bottom,
      width: input.width + padding.left + padding.right)
  }

  func cropped(_ input: Shape, _ padding: Padding) throws(ConversionError) -> Shape {
    guard padding.top >= 0, padding.left >= 0, padding.bottom >= 0, padding.right >= 0,
      padding.top < input.height, padding.bottom < input.height - padding.top, padding.left < input.width,
      padding.right < input.width - padding.left
    else { throw error("crops \(padding) off \(input), which leaves nothing") }
    return Shape(
      channels: input.channels, height: input.height - padding.top - padding.bottom,
      width: input.width - padding.left - padding.right)
  }
}
