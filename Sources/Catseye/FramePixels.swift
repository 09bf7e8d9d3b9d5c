import Vision

/// The part of a frame that the network shall see, as red, green and blue. Its memory is used again for the next frame.
struct FramePixels: ~Copyable {
  private var decoding = FrameDecoding(.rgb24)
  private var asked: (YUVColour.Range?, YUVColour.Matrix?) = (nil, nil)
  /// The loaded part, [height][width][3] and [height][width]; the second is empty where the network reads no fourth byte.
  private var colours, beside: Buffer<UInt8>
  private let channels: Int
  private var count = 0

  init(channels: Int) throws(VisionError) {
    let colours = try Buffer<UInt8>(count: 0)
    let beside = try Buffer<UInt8>(count: 0)
    self.channels = channels
    self.colours = colours
    self.beside = beside
  }

  var rgb: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: colours.base, count: 3 * count) }
  var fourth: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: beside.base, count: count) }

  /// Makes room for regions of this size, wherever they begin: one that begins at an odd place needs a column and a row more.
  mutating func adapt(to frame: FrameDescription, _ size: PictureSize) throws(VisionError) {
    if frame.format != decoding.format || frame.range != asked.0 || frame.matrix != asked.1 {
      decoding = FrameDecoding(frame.format, range: frame.range, matrix: frame.matrix)
      asked = (frame.range, frame.matrix)
    }
    let most = (size.width + 1) * (size.height + 1)
    if 3 * most > colours.count { colours = try Buffer(count: 3 * most) }
    if channels == 4, most > beside.count { beside = try Buffer(count: most) }
  }

  mutating func load(_ planes: FramePlanes, _ held: PictureRegion) {
    count = held.size.pixels
    unsafe decoding.decode(planes, held, into: colours.base, fourth: channels == 4 ? beside.base : nil)
  }
}
