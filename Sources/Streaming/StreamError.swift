import Vision

/// Why a stream could not go on. A corrupt frame is none of these: it is counted, and the stream goes on.
public enum StreamError: Error, Equatable {
  case readFailed(errno: Int32)
  case writeFailed(errno: Int32)
  case cannotCreate(path: String, errno: Int32)
  /// Whoever read our output has gone.
  case outputClosed
  case outOfMemory(bytes: Int)
  /// A raw stream, described, that is no whole number of frames: it was cut, or its size or format is another.
  case partialFrame(bytes: Int, of: Int, stream: String)
  /// A frame that cannot be written as a picture, with the reason.
  case cannotEncode(String)

  init(_ error: VisionError) {
    switch error {
    case .outOfMemory(let bytes): self = .outOfMemory(bytes: bytes)
    }
  }
}
