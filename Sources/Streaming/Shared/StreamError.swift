import Vision

/// Why a stream could not go on. A corrupt frame is none of these: it is counted, and the stream goes on.
public enum StreamError: Error, Equatable {
  /// Two options contradict each other (`StreamOptions.repeatsWhatIsDropped`).
  case contradictoryOptions
  case readFailed(errno: Int32)
  case writeFailed(errno: Int32)
  case cannotCreate(path: String, errno: Int32)
  case cannotWrite(path: String, errno: Int32)
  /// The program that reads our output has ended.
  case outputClosed
  case outOfMemory(bytes: Int)
  /// The raw stream is no whole number of frames: it was cut, or has another size or format.
  case partialFrame(bytes: Int, of: Int, stream: String)
  /// The stream's own header cannot be used, for the reason given.
  case badHeader(String)
  /// The picture is not there, or the folder has no pictures.
  case cannotOpen(path: String)
  case noPictures(folder: String)
  /// The stream has a known format that is not read.
  case foreign(ForeignFormat)
  /// The region that the network is to see is not within the frame.
  case regionOutside(PictureRegion, of: PictureSize)
  /// Frames have another size than the one in the output's header.
  case sizeChanged(from: PictureSize, to: PictureSize)
  /// A frame missed its deadline, and the options end the stream then. Times are nanoseconds.
  case deadlineMissed(frame: Int, latency: UInt64, limit: UInt64)
  case cannotStartThread
  /// A frame cannot be written as a picture, for the reason given.
  case cannotEncode(String)

  init(_ error: VisionError) {
    switch error {
    case .outOfMemory(let bytes): self = .outOfMemory(bytes: bytes)
    }
  }

  /// Runs `body`, and throws its error as a `StreamError`.
  static func of<Value: ~Copyable>(_ body: () throws(VisionError) -> Value) throws(StreamError) -> Value {
    do throws(VisionError) { return try body() } catch { throw StreamError(error) }
  }
}
