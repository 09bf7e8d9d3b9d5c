import Vision

/// A frame's format and size, and the part of it that the network shall see.
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

  /// The layout of the samples: 8 bits each, rows from top to bottom.
  public var format: RawFormat
  /// The frame's size in pixels, each 1 ... 16384.
  public var width, height: Int
  /// Bytes from one row to the next in each plane, at most 2^31 - 1; 0 for rows without a gap.
  public var strides = (0, 0, 0)
  /// The range and the matrix of YUV and grey frames; nil: full range for grey, limited range for others, and BT.601.
  public var range: YUVColour.Range?
  public var matrix: YUVColour.Matrix?
  /// How the region is fitted to the network's input if its proportions differ from the input's.
  public var fit = Placement.Fit.stretch
  /// The part of the frame that the network shall see; nil: the whole frame.
  public var region: Region?
  /// For the caller: ``Segmentation`` returns both. The time is in nanoseconds of any clock.
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
