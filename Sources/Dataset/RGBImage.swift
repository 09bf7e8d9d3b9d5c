/// A picture with 8 bits each for red, green and blue.
public struct RGBImage: Equatable, Sendable {
  public let width: Int
  public let height: Int

  /// `height` rows of `width` pixels of three bytes (R, G, B), no padding.
  public var pixels: [UInt8]

  /// A fourth byte for each pixel (depth, infrared), [height][width]; nil where there is none.
  public var fourth: [UInt8]?

  /// - Precondition: `pixels` holds `3 * width * height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0 && pixels.count == 3 * width * height, "pixels do not fit the size")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A black picture.
  public init(width: Int, height: Int) {
    self.init(width: width, height: height, pixels: [UInt8](repeating: 0, count: 3 * width * height))
  }

  /// The columns `columns` of every row.
  ///
  /// - Precondition: `columns` is not empty and lies within the picture.
  public func cropped(columns: Range<Int>) -> RGBImage {
    precondition(!columns.isEmpty && columns.lowerBound >= 0 && columns.upperBound <= width, "columns outside")
    var cut: [UInt8] = []
    cut.reserveCapacity(3 * columns.count * height)
    for y in 0..<height {
      let row = 3 * y * width
      cut.append(contentsOf: pixels[row + 3 * columns.lowerBound..<row + 3 * columns.upperBound])
    }
    return RGBImage(width: columns.count, height: height, pixels: cut)
  }

  /// This picture with `other` on its right.
  ///
  /// - Precondition: both have the same height.
  public func beside(_ other: RGBImage) -> RGBImage {
    precondition(height == other.height, "heights differ")
    var joined: [UInt8] = []
    joined.reserveCapacity(pixels.count + other.pixels.count)
    for y in 0..<height {
      joined.append(contentsOf: pixels[3 * y * width..<3 * (y + 1) * width])
      joined.append(contentsOf: other.pixels[3 * y * other.width..<3 * (y + 1) * other.width])
    }
    return RGBImage(width: width + other.width, height: height, pixels: joined)
  }
}
