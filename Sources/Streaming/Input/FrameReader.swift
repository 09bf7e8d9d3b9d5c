/// Turns a stream's bytes into frames.
protocol FrameReader: ~Copyable {
  /// Waits for the next frame, and stores its pixels, its size and its first times in `frame`.
  mutating func next(into frame: Frame) throws(StreamError) -> FrameEvent
  /// How many bytes of the stream have been read so far.
  var byteCount: Int { get }
  /// How many bytes between frames were skipped since the last call.
  mutating func takeSkipped() -> Int
  /// How many frames were passed over since the last call, because newer ones had come already.
  mutating func takeDropped() -> Int
  /// A remark on the stream for the user; each is given once.
  mutating func takeRemark() -> String?
  /// Frames a second, if the stream says so itself.
  var frameRate: FrameRate? { get }
}

extension FrameReader where Self: ~Copyable {
  mutating func takeSkipped() -> Int { 0 }
  mutating func takeDropped() -> Int { 0 }
  mutating func takeRemark() -> String? { nil }
  var frameRate: FrameRate? { nil }
}

/// What a reader found in its stream.
enum FrameEvent: Equatable {
  case frame
  /// A frame stood here but cannot be decoded, for the reason given.
  case corrupt(String)
  case end
}
