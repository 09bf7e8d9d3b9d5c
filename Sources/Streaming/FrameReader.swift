import Vision

/// Turns a stream's bytes into frames, in memory that is used again for each of them.
public protocol FrameReader: ~Copyable {
  /// Waits for the next frame.
  mutating func next() throws(StreamError) -> FrameEvent
  /// Size of the frame that `next` reported.
  var size: PictureSize { get }
  /// Its pixels, [height][width][3] red, green, blue; they may be written over.
  var rgb: UnsafeMutableBufferPointer<UInt8> { get }
  /// When its last byte was there, by `catseye_clock`.
  var arrival: UInt64 { get }
  /// Bytes of the stream so far.
  var byteCount: Int { get }
  /// Bytes between frames that were skipped since the last call.
  mutating func takeSkipped() -> Int
}

/// What a reader met.
public enum FrameEvent: Equatable {
  case frame
  /// The place of a frame that cannot be had, and why.
  case corrupt(String)
  case end
}
