import Model
import Vision

/// What is written for each frame.
public struct FrameOutput: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// The class of each pixel, one byte.
    case mask
    /// The frame with the classes' colours over it, and lines where classes meet.
    case overlay
    /// Float32 little-endian, [classes][height][width] at the model's size.
    case logits
    /// A line of JSON: the classes' shares and the mask in runs.
    case json
    case none
  }

  public enum Container: Equatable, Sendable {
    /// Frame after frame, nothing between.
    case bare
    case mjpeg
    /// Masks as mono, overlays as 420jpeg.
    case y4m
  }

  public var kind = Kind.mask
  public var container = Container.bare
  /// Masks as large as the model's, not as the frame.
  public var atModelSize = false
  /// Not empty: instead of the mask one plane for each group, 255 where a pixel's class is of the group, 0 elsewhere.
  public var groups: [[Int]] = []
  /// The winning margin of each pixel as well: see `ScoreMargin`.
  public var scores = false
  /// Colours of overlays and of pictures' palettes; nil: the model's.
  public var palette: Palette?
  /// Pixels, of an overlay's lines where classes meet; nil: as `ClassEdges(for:)` has it.
  public var edgeWidth: Int?
  /// Whether an overlay shows the classes' names.
  public var hasLegend = false
  /// What a Y4M header says; nil: what the input says, else 25.
  public var frameRate: FrameRate?

  public init(_ kind: Kind = .mask) { self.kind = kind }

  /// The model's classes with the colours of `palette`.
  func shown(_ classes: [ModelClass]) -> [ModelClass] { palette?.applied(to: classes) ?? classes }

  func needsLogits(of plan: Plan) -> Bool { kind == .logits || scores || plan.isMultilabel && !groups.isEmpty }
}
