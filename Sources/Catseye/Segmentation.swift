import Vision

/// The result of one frame, besides its mask.
public struct Segmentation: Equatable, Sendable {
  /// The values of the ``FrameDescription``.
  public let tag: UInt64
  public let captureTime: Int64
  /// The part of the frame that the network saw, in the frame's pixels.
  public let seen: PictureRegion
  /// The part of mask and scores that shows `seen`, in the mask's pixels; the bars of a letterbox are outside it.
  public let shown: PictureRegion
  /// Nanoseconds that the frame took for decoding and resizing, for its turn on a shared pool, and for the network.
  public let preparing, waiting, computing: UInt64
}
