import Vision

/// How a stream is read, paced and written.
public struct StreamOptions {
  public enum Input: Equatable, Sendable {
    /// JPEGs or Y4M, as the stream's first bytes say.
    case automatic
    case mjpeg
    case y4m
    case raw(RawFormat, PictureSize)
  }

  public enum Policy: Equatable, Sendable {
    /// Nothing is lost; a source that is too fast has to wait.
    case every
    /// A frame that still waits when the next one comes is dropped.
    case latest
  }

  /// What is written in place of a corrupt frame's output.
  public enum OnCorrupt: Equatable, Sendable {
    case skip
    /// The last output again, so that outputs stay paired with frames; before the first, that one.
    case `repeat`
  }

  /// How late a frame may be, from its last byte read to its last byte written.
  public struct Deadline: Equatable, Sendable {
    public enum OnLate: Equatable, Sendable {
      /// It is counted and told.
      case warn
      /// It is not written, nor computed if it is late before.
      case drop
      /// It is written, and the stream ends.
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
  /// What stands between the rows and planes of raw frames.
  public var padding: RowPadding?
  /// What the user says of YUV; nil: what the stream says, or what is usual.
  public var range: YUVColour.Range?
  public var matrix: YUVColour.Matrix?
  public var fit = Placement.Fit.stretch
  public var output: FrameOutput
  public var policy = Policy.every
  public var onCorrupt = OnCorrupt.skip
  public var deadline: Deadline?
  /// Frames are taken no faster than this, as a camera would send them; their latency begins when they are due.
  public var pace: FrameRate?

  /// Whether outputs are to stay paired with frames while some of these are dropped, which cannot be: no stream begins so.
  public var repeatsWhatIsDropped: Bool { onCorrupt == .repeat && (policy == .latest || deadline?.onLate == .drop) }

  public init(input: Input = .automatic, output: FrameOutput = FrameOutput()) {
    self.input = input
    self.output = output
  }
}
