import Vision

/// How a stream is read, paced and written.
public struct StreamOptions {
  public enum Input: Equatable, Sendable {
    /// JPEGs or Y4M: the stream's first bytes say which.
    case automatic
    case mjpeg
    case y4m
    case raw(RawFormat, PictureSize)
  }

  public enum Policy: Equatable, Sendable {
    /// No frame is lost. A source that is too fast has to wait.
    case every
    /// A frame that is still waiting when the next one comes is dropped.
    case latest
  }

  /// What is written instead of a corrupt frame's output.
  public enum OnCorrupt: Equatable, Sendable {
    case skip
    /// The last output again, so that there is one output for each frame. Before the first output, the first one stands in.
    case `repeat`
  }

  /// How late a frame may be, from its last byte read to its last byte written.
  public struct Deadline: Equatable, Sendable {
    public enum OnLate: Equatable, Sendable {
      /// The frame is counted and reported.
      case warn
      /// The frame is not written. If it is late before the network begins, it is not computed either.
      case drop
      /// The frame is written, and the stream ends.
      case exit
    }

    public var nanoseconds: UInt64
    public var onLate: OnLate

    public init(nanoseconds: UInt64, onLate: OnLate) {
      self.nanoseconds = nanoseconds
      self.onLate = onLate
    }

    func isPast(_ times: FrameTimes, at now: UInt64) -> Bool { now - times.arrival > nanoseconds }
  }

  public var input: Input
  /// The bytes between the rows and planes of raw frames.
  public var padding: RowPadding?
  /// The range and matrix of YUV that the user states; nil: those of the stream, or the usual ones.
  public var range: YUVColour.Range?
  public var matrix: YUVColour.Matrix?
  public var framing = Framing()
  public var output: FrameOutput
  public var policy = Policy.every
  public var onCorrupt = OnCorrupt.skip
  public var deadline: Deadline?
  /// The fastest rate at which frames are taken, as a camera would send them. A frame's latency begins when it is due.
  public var pace: FrameRate?

  /// Whether outputs shall stay paired with frames while frames may be dropped. That is impossible, so no stream begins with it.
  public var repeatsWhatIsDropped: Bool { onCorrupt == .repeat && (policy == .latest || deadline?.onLate == .drop) }

  public init(input: Input = .automatic, output: FrameOutput = FrameOutput()) {
    self.input = input
    self.output = output
  }
}
