/// A plane made larger or smaller. Along each axis output element i is read at the place `coordinates` say, in elements of
/// the input: ONNX operator Resize, without antialiasing.
public struct Resize: Equatable, Sendable {
  public enum Mode: Equatable, Sendable {
    /// The element at the place, rounded by `rounding` and kept inside.
    case nearest
    /// Between the two elements around the place in each axis, the place kept inside.
    case linear
  }

  /// With s the scale, n the input's and m the output's size:
  public enum Coordinates: Equatable, Sendable {
    /// (i + 0.5) / s - 0.5
    case halfPixel
    /// The same, but 0 where m is 1.
    case pytorchHalfPixel
    /// i · (n - 1) / (m - 1), and 0 where m is 1: the corners' centres meet.
    case alignCorners
    /// i / s
    case asymmetric
  }

  public enum Rounding: Equatable, Sendable {
    /// To the nearest, a half down.
    case preferFloor
    /// To the nearest, a half up.
    case preferCeil
    case floor, ceil
  }

  public var mode: Mode
  public var coordinates: Coordinates
  /// Of no meaning for `linear`.
  public var rounding: Rounding
  public var output: Extent
  /// Output over input size as the file gives it; where the output was rounded down, not quite that of the sizes.
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
