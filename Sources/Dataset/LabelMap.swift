/// The class of every pixel of a picture.
public struct LabelMap: Equatable, Sendable {
  /// The value of pixels that have no class, or a class that does not count.
  public static let ignored: UInt8 = 255

  public let width: Int
  public let height: Int

  /// `height` rows of `width` class indices, no padding; 255 is ignored.
  public var indices: [UInt8]

  /// - Precondition: `indices` holds `width * height` bytes.
  public init(width: Int, height: Int, indices: [UInt8]) {
    precondition(width > 0 && height > 0 && indices.count == width * height, "indices do not fit the size")
    self.width = width
    self.height = height
    self.indices = indices
  }

  /// How many pixels have each of the 256 values.
  public var counts: [Int] {
    var counts = [Int](repeating: 0, count: 256)
    for index in indices { counts[Int(index)] += 1 }
    return counts
  }

  /// The map as a picture: each class has its colour; ignored pixels and classes without a colour are black.
  public func coloured(_ colours: [RGBColour]) -> RGBImage {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * indices.count)
    for index in indices {
      let colour = Int(index) < colours.count ? colours[Int(index)] : RGBColour(0, 0, 0)
      pixels.append(colour.red)
      pixels.append(colour.green)
      pixels.append(colour.blue)
    }
    return RGBImage(width: width, height: height, pixels: pixels)
  }

  /// The map as a picture for people: ignored pixels have slanting stripes in two greys, because a class may be black.
  public func shown(_ colours: [RGBColour]) -> RGBImage {
    var picture = coloured(colours)
    for (pixel, index) in indices.enumerated() where Int(index) >= colours.count {
      let grey: UInt8 = (pixel % width + pixel / width) / 4 % 2 == 0 ? 40 : 110
      for channel in 0..<3 { picture.pixels[3 * pixel + channel] = grey }
    }
    return picture
  }
}
