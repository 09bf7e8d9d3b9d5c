/// Turns a stream's bytes into frames.
protocol FrameReader: ~Copyable {
  /// Waits for the next frame, and puts its pixels, its size and its first times into `frame`.
  mutating func next(into frame: Frame) throws(StreamError) -> FrameEvent
  /// Bytes of the stream so far.
  var byteCount: Int { get }
  /// Bytes between frames that were skipped since the last call.
  mutating func takeSkipped() -> Int
  /// Frames that were passed over since the last call, because newer ones were there already.
  mutating func takeDropped() -> Int
  /// A remark on the stream for the user; each is given once.
  mutating func takeRemark() -> String?
  /// Frames in a second, as the stream says itself.
  var frameRate: FrameRate? { get }
}

extension FrameReader where Self: ~Copyable {
  mutating func takeSkipped() -> Int { 0 }
  mutating func takeDropped() -> Int { 0 }
  mutating func takeRemark() -> String? { nil }
  var frameRate: FrameRate? { nil }
}

/// What a reader met.
enum FrameEvent: Equatable {
  case frame
  /// The place of a frame that cannot be had, and why.
  case corrupt(String)
  case end
}
