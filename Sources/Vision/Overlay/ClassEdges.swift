extension PictureSize {
  /// Pixels of what is to look as large in a frame of any size: one for each 360 rows.
  var pointSize: Int { max(1, (height + 180) / 360) }
}

/// White lines where classes meet, so that neighbours of like colours can be told apart.
///
/// A pixel is on a line where its class differs from that of the pixel `width` columns to its right or `width` rows below, so
/// lines lie to the left of and above where classes meet, `width` pixels wide.
public struct ClassEdges: Equatable, Sendable {
  public static let widths = 0...16

  /// Pixels; 0 draws none.
  public let width: Int

  /// - Parameter width: of `widths`.
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
