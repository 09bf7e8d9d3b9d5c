/// Which part of a frame goes into which part of the model's input.
public struct Placement: Equatable, Sendable {
  public enum Fit: Equatable, Sendable {
    /// The whole frame fills the whole input; its proportions may change.
    case stretch
    /// The frame's middle, as large as the input's proportions allow, fills the input.
    case crop
    /// The whole frame keeps its proportions, in the middle of the input.
    case letterbox
  }

  public let frame, input: PictureSize
  /// The part of the frame that is used, and its place in the input.
  public let source, target: PictureRegion

  /// - Parameter region: the part of the frame to fit; nil: the whole frame.
  public init(_ fit: Fit, of frame: PictureSize, region: PictureRegion? = nil, to input: PictureSize) {
    let region = region ?? PictureRegion(whole: frame)
    self.frame = frame
    self.input = input
    switch fit {
    case .stretch: (source, target) = (region, PictureRegion(whole: input))
    case .crop:
      var middle = Placement.middle(of: region.size, like: input)
      middle.x += region.x
      middle.y += region.y
      (source, target) = (middle, PictureRegion(whole: input))
    case .letterbox: (source, target) = (region, Placement.middle(of: input, like: region.size))
    }
  }

  /// The largest region of `size` with the proportions of `other`, in the middle; its size is rounded to nearest.
  private static func middle(of size: PictureSize, like other: PictureSize) -> PictureRegion {
    var inner = size
    if size.width * other.height > size.height * other.width {
      inner.width = max((2 * size.height * other.width + other.height) / (2 * other.height), 1)
    } else {
      inner.height = max((2 * size.width * other.height + other.width) / (2 * other.width), 1)
    }
    return PictureRegion(x: (size.width - inner.width) / 2, y: (size.height - inner.height) / 2, size: inner)
  }
}
