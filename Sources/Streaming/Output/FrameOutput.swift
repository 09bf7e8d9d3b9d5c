import Model
import Vision

/// What is written for each frame.
public struct FrameOutput: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// The class of each pixel, one byte each: [height][width].
    case mask
    /// The frame, tinted with the classes' colours, and lines where classes meet.
    case overlay
    /// Float32, little-endian, [classes][height][width] at the model's size.
    case logits
    /// A line of JSON: the classes' shares, and the mask as runs.
    case json
    case none
  }

  public enum Container: Equatable, Sendable {
    /// The bytes of one frame after the other, with nothing between them.
    case bare
    case mjpeg
    /// A Y4M stream: masks as mono, overlays as 420jpeg.
    case y4m
  }

  public var kind = Kind.mask
  public var container = Container.bare
  /// Whether masks have the model's size instead of the frame's.
  public var atModelSize = false
  /// If not empty, one plane for each group is written instead of the mask: 255 where a pixel's class is in the group, 0 elsewhere.
  public var groups: [[Int]] = []
  /// Whether the winning margin of each pixel is written too: see `ScoreMargin`.
  public var scores = false
  /// How many frames vote on each mask, see `MaskSmoothing`; nil: each has its own.
  public var smooth: Int?
  /// The colours of overlays and of pictures' palettes; nil: the model's.
  public var palette: Palette?
  /// The width in pixels of an overlay's lines where classes meet; nil: that of `ClassEdges(for:)`.
  public var edgeWidth: Int?
  /// Whether an overlay shows the classes' names.
  public var hasLegend = false
  /// The frame rate in a Y4M header; nil: the input's, or 25 if it has none.
  public var frameRate: FrameRate?

  public init(_ kind: Kind = .mask) { self.kind = kind }

  /// The model's classes with the colours of `palette`.
  func shown(_ classes: [ModelClass]) -> [ModelClass] { palette?.applied(to: classes) ?? classes }

  func needsLogits(of plan: Plan) -> Bool {
    kind == .logits || scores || smooth != nil || plan.isMultilabel && !groups.isEmpty
  }
}
