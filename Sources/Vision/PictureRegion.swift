/// A rectangle of a picture.
public struct PictureRegion: Equatable, Sendable {
  /// Its left and upper edge, in pixels of the picture.
  public var x, y: Int
  public var size: PictureSize

  public init(x: Int, y: Int, size: PictureSize) {
    self.x = x
    self.y = y
    self.size = size
  }

  public init(whole size: PictureSize) { self.init(x: 0, y: 0, size: size) }

  /// The region in X11's notation: WIDTHxHEIGHT+X+Y.
  public var text: String { "\(size.width)x\(size.height)+\(x)+\(y)" }

  /// Whether the region lies inside a picture of this size.
  public func lies(in picture: PictureSize) -> Bool {
    x >= 0 && y >= 0 && x <= picture.width - size.width && y <= picture.height - size.height
  }

  /// The same part of the picture after it has been resized from `old` to `new`: rounded down, at least one pixel.
  func scaled(from old: PictureSize, to new: PictureSize) -> PictureRegion {
    let left = x * new.width / old.width
    let top = y * new.height / old.height
    let right = (x + size.width) * new.width / old.width
    let bottom = (y + size.height) * new.height / old.height
    return PictureRegion(
      x: left, y: top, size: PictureSize(width: max(right - left, 1), height: max(bottom - top, 1)))
  }
}
