import Model

/// The size of a picture in pixels: `height` rows of `width` pixels, without padding.
public struct PictureSize: Equatable, Sendable {
  public var width, height: Int

  /// The most pixels that a frame's side may have.
  public static let largestSide = ModelFormat.maximumSide

  /// - Parameters: each 1 or more.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
  }

  public var pixels: Int { width * height }
  /// Bytes of the picture with three bytes a pixel.
  public var rgbBytes: Int { pixels * 3 }
}
