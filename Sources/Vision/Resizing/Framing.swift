/// The part of each frame that a network sees, a region or the whole, and how it is fitted to the network's input.
public struct Framing: Equatable, Sendable {
  public var fit: Placement.Fit
  /// The part of every frame that is fitted; nil: the whole frame.
  public var region: PictureRegion?

  public init(_ fit: Placement.Fit = .stretch, region: PictureRegion? = nil) {
    self.fit = fit
    self.region = region
  }

  /// Whether the region lies inside frames of this size.
  public func fits(_ frame: PictureSize) -> Bool { region?.lies(in: frame) ?? true }

  /// - Parameter frame: a size for which `fits` is true.
  public func placement(of frame: PictureSize, to input: PictureSize) -> Placement {
    Placement(fit, of: frame, region: region, to: input)
  }
}
