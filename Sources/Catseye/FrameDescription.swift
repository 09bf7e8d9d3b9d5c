import Vision

/// What a frame is, and what the network is to see of it.
public struct FrameDescription: Equatable, Sendable {
  /// A rectangle in the frame's pixels, from its upper left corner.
  public struct Region: Equatable, Sendable {
    public var x, y, width, height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  /// 8 bits each sample, rows from top to bottom.
  public var format: RawFormat
  /// Pixels, each 1 ... 16384.
  public var width, height: Int
  /// Bytes from one row of each plane to the next, at most 2^31 - 1; 0: without a gap.
  public var strides = (0, 0, 0)
  /// What the samples of YUV and grey frames mean; nil: full for grey and limited for all else, and BT.601.
  public var range: YUVColour.Range?
  public var matrix: YUVColour.Matrix?
  /// How a region of other proportions than the network's input is fitted to it.
  public var fit = Placement.Fit.stretch
  /// What the network is to see; nil: the whole frame.
  public var region: Region?
  /// The caller's own; both come back in ``Segmentation``. Nanoseconds of whatever clock the caller keeps.
  public var tag: UInt64 = 0
  public var captureTime: Int64 = 0

  public init(_ format: RawFormat, width: Int, height: Int) {
    self.format = format
    self.width = width
    self.height = height
  }

  public static func == (one: FrameDescription, other: FrameDescription) -> Bool {
    one.format == other.format && one.width == other.width && one.height == other.height
      && one.strides == other.strides && one.range == other.range && one.matrix == other.matrix && one.fit == other.fit
      && one.region == other.region && one.tag == other.tag && one.captureTime == other.captureTime
  }
}
