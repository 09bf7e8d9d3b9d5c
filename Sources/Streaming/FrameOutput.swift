/// What is written for each frame.
public enum FrameOutput: Equatable, Sendable {
  /// The class of each pixel, one byte, at the frame's size (nearest) or at the model's.
  case mask(atModelSize: Bool)
  /// A JPEG of the frame with the classes' colours over it.
  case overlay
  /// Float32 little-endian, [classes][height][width] at the model's size.
  case logits
  case none
}
