/// How the camera was held, as EXIF records it. It says how to turn the stored pixels upright.
public struct Orientation: Equatable, Sendable {
  /// EXIF's number, 1 to 8; 1 is upright.
  public let number: Int

  public static let upright = Orientation(number: 1)

  public init(number: Int) { self.number = number }

  public var isUpright: Bool { number == 1 }
  /// Whether the upright picture is as wide as the stored one is high.
  public var swapsSides: Bool { number >= 5 }

  public func size(of stored: PictureSize) -> PictureSize {
    swapsSides ? PictureSize(width: stored.height, height: stored.width) : stored
  }

  /// Where a pixel of the upright picture lies in the stored one.
  private func stored(_ x: Int, _ y: Int, _ stored: PictureSize) -> (x: Int, y: Int) {
    let (right, bottom) = (stored.width - 1, stored.height - 1)
    switch number {
    case 2: return (right - x, y)
    case 3: return (right - x, bottom - y)
    case 4: return (x, bottom - y)
    case 5: return (y, x)
    case 6: return (y, bottom - x)
    case 7: return (right - y, bottom - x)
    case 8: return (right - y, x)
    default: return (x, y)
    }
  }

  /// - Parameters:
  ///   - pixels: [height][width][3] as stored.
  ///   - size: the size of `pixels`.
  ///   - rgb: [height][width][3] upright, of the size `size(of: size)`.
  public func turn(
    _ pixels: UnsafePointer<UInt8>, of size: PictureSize, into rgb: UnsafeMutablePointer<UInt8>
  ) {
    let upright = self.size(of: size)
    var out = unsafe rgb
    for y in 0..<upright.height {
      for x in 0..<upright.width {
        let place = stored(x, y, size)
        let pixel = unsafe pixels + 3 * (place.y * size.width + place.x)
        for channel in 0..<3 { unsafe out[channel] = unsafe pixel[channel] }
        unsafe out += 3
      }
    }
  }
}
