import Vision

/// What is known of a frame beside its mask.
public struct Segmentation: Equatable, Sendable {
  /// As its ``FrameDescription`` had them.
  public let tag: UInt64
  public let captureTime: Int64
  /// The part of the frame that the network saw, in the frame's pixels.
  public let seen: PictureRegion
  /// The part of mask and scores that shows it, in the mask's pixels; beside it is a letterbox's margin.
  public let shown: PictureRegion
  /// Nanoseconds for decoding and resizing, for a turn on a shared pool, and for the network.
  public let preparing, waiting, computing: UInt64
}
