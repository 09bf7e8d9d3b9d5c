import Vision

/// Why a stream could not go on. A corrupt frame is none of these: it is counted, and the stream goes on.
public enum StreamError: Error, Equatable {
  /// Options of which one forbids the other (`StreamOptions.repeatsWhatIsDropped`).
  case contradictoryOptions
  case readFailed(errno: Int32)
  case writeFailed(errno: Int32)
  case cannotCreate(path: String, errno: Int32)
  case cannotWrite(path: String, errno: Int32)
  /// Whoever read our output has gone.
  case outputClosed
  case outOfMemory(bytes: Int)
  /// A raw stream, described, that is no whole number of frames: it was cut, or its size or format is another.
  case partialFrame(bytes: Int, of: Int, stream: String)
  /// A stream whose own header cannot be used, with the reason.
  case badHeader(String)
  /// A picture that is not there, and a folder without pictures.
  case cannotOpen(path: String)
  case noPictures(folder: String)
  /// A stream of a format that is known and not read.
  case foreign(ForeignFormat)
  /// Frames of another size where the output's header has told theirs.
  case sizeChanged(from: PictureSize, to: PictureSize)
  /// A frame was later than it may be, and that is to end the stream.
  case deadlineMissed(frame: Int, latency: UInt64, limit: UInt64)
  case cannotStartThread
  /// A frame that cannot be written as a picture, with the reason.
  case cannotEncode(String)

  init(_ error: VisionError) {
    switch error {
    case .outOfMemory(let bytes): self = .outOfMemory(bytes: bytes)
    }
  }

  /// Runs `body`, and throws its error as a stream's.
  static func of<Value: ~Copyable>(_ body: () throws(VisionError) -> Value) throws(StreamError) -> Value {
    do throws(VisionError) { return try body() } catch { throw StreamError(error) }
  }
}
