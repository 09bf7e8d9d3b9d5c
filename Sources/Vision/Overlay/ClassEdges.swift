extension PictureSize {
  /// The side of a point in pixels, one for each 360 rows, so that what is drawn in points looks equally large in every frame.
  var pointSize: Int { max(1, (height + 180) / 360) }
}

/// White lines where classes meet, so that neighbours with similar colours can be told apart.
///
/// A pixel is on a line if its class differs from that of the pixel `width` columns to its right or `width` rows below. So a line lies
/// on the left and upper side of the border between two classes, `width` pixels wide.
public struct ClassEdges: Equatable, Sendable {
  public static let widths = 0...16

  /// The width of the lines in pixels; 0 draws none.
  public let width: Int

  /// - Parameter width: a value of `widths`.
  public init(width: Int) {
    precondition(ClassEdges.widths.contains(width))
    self.width = width
  }

  public init(for size: PictureSize) {
    self.init(width: min(size.pointSize, ClassEdges.widths.upperBound))
  }

  /// - Parameters:
  ///   - mask: class indices, [height][width].
  ///   - rgb: [height][width][3], changed in place.
  public func draw(
    _ mask: UnsafeBufferPointer<UInt8>, of size: PictureSize, over rgb: UnsafeMutableBufferPointer<UInt8>
  ) {
    precondition(mask.count == size.pixels && rgb.count == size.rgbBytes)
    guard width > 0, let first = mask.baseAddress, let pixels = rgb.baseAddress else { return }
    for y in 0..<size.height {
      let row = unsafe first + y * size.width
      let below = unsafe y + width < size.height ? row + width * size.width : row
      let out = unsafe pixels + 3 * y * size.width
      for x in 0..<size.width {
        let right = x + width < size.width ? x + width : x
        let kind = unsafe row[x]
        if unsafe kind != row[right] || kind != below[x] {
          for channel in 0..<3 { unsafe out[3 * x + channel] = 255 }
        }
      }
    }
  }
}
