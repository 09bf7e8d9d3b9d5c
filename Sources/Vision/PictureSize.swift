import Model

/// Pixels of a picture: rows of `width`, `height` of them, no padding.
public struct PictureSize: Equatable, Sendable {
  public var width, height: Int

  /// Pixels of a frame's side, at most.
  public static let largestSide = ModelFormat.maximumSide

  /// - Parameters: each 1 or more.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
  }

  public var pixels: Int { width * height }
  /// Bytes of the picture with red, green and blue of each pixel side by side.
  public var rgbBytes: Int { pixels * 3 }
}
