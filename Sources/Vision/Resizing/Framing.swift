/// The part of each frame that a network sees, a region or the whole, and how it is fitted to the network's input.
public struct Framing: Equatable, Sendable {
  public var fit: Placement.Fit
  /// The part of every frame that is fitted; nil: the whole frame.
  public var region: PictureRegion?

  public init(_ fit: Placement.Fit = .stretch, region: PictureRegion? = nil) {
    self.fit = fit
    self.region = region
  }

  /// - Parameter frame: the size of a frame that contains the region.
  public func placement(of frame: PictureSize, to input: PictureSize) -> Placement {
    Placement(fit, of: frame, region: region, to: input)
  }
}
