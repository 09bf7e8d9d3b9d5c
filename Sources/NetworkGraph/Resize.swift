/// A plane made larger or smaller. Along each axis `coordinates` gives the place in the input at which output element i is read, counted in
/// elements: ONNX operator Resize, without antialiasing.
public struct Resize: Equatable, Sendable {
  public enum Mode: Equatable, Sendable {
    /// The element at the place, rounded by `rounding` and clamped to the input.
    case nearest
    /// Linear interpolation between the two elements round the place, on each axis; the place is clamped to the input.
    case linear
  }

  /// The place of output element i, where s is the scale, n the input's and m the output's size:
  public enum Coordinates: Equatable, Sendable {
    /// (i + 0.5) / s - 0.5
    case halfPixel
    /// As `halfPixel`, but 0 where m is 1.
    case pytorchHalfPixel
    /// i · (n - 1) / (m - 1), and 0 where m is 1: the corners' centres meet.
    case alignCorners
    /// i / s
    case asymmetric
  }

  public enum Rounding: Equatable, Sendable {
    /// To the nearest; a half goes down.
    case preferFloor
    /// To the nearest; a half goes up.
    case preferCeil
    case floor, ceil
  }

  public var mode: Mode
  public var coordinates: Coordinates
  /// Not used by `linear`.
  public var rounding: Rounding
  public var output: Extent
  /// The output's size over the input's, as the file states it. Where the output was rounded down, it differs a little from the sizes.
  public var scaleY, scaleX: Double

  public init(
    mode: Mode, coordinates: Coordinates, rounding: Rounding = .preferFloor, output: Extent, scaleY: Double,
    scaleX: Double
  ) {
    self.mode = mode
    self.coordinates = coordinates
    self.rounding = rounding
    self.output = output
    self.scaleY = scaleY
    self.scaleX = scaleX
  }
}
