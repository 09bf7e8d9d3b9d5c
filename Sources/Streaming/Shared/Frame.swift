import Model
import Vision

/// One frame on its way from the reader to the writer, in memory that is used again for later frames.
final class Frame {
  enum Fate: Equatable {
    case whole
    /// The place of a frame that cannot be had.
    case corrupt
    /// Past its deadline before the network began: it is not computed.
    case late
  }

  var fate = Fate.whole
  /// Its place in the stream, from 1; corrupt and dropped frames count.
  var position = 0
  var times = FrameTimes()
  /// As its stream says.
  var frameRate: FrameRate?
  /// How its stream keeps colours; an overlay in YUV keeps them so too.
  var colour = YUVColour()
  private(set) var size = PictureSize(width: 1, height: 1)
  private var pixels: Buffer<UInt8>
  /// What stands beside the colours; empty where the network does not read it.
  private var beside: Buffer<UInt8>
  private let keepsFourth: Bool
  /// What the network reads: [height][width][pixel stride].
  let tensor: Buffer<Int8>
  /// The class of each pixel, at the mask's size.
  let mask: Buffer<UInt8>
  /// [classes][height][width] at the mask's size; empty where nobody asks for them.
  let logits: Buffer<Float>

  /// - Parameter plan: the network's, where the frame is to hold its logits.
  init(_ sizes: FrameSizes, logitsOf plan: Plan? = nil) throws(VisionError) {
    let pixels = try Buffer<UInt8>(count: PictureSize(width: 1, height: 1).rgbBytes)
    let beside = try Buffer<UInt8>(count: 0)
    let tensor = try Buffer<Int8>(count: sizes.tensorBytes)
    let mask = try Buffer<UInt8>(count: sizes.mask)
    let logits = if let plan { try Buffer<Float>(logitsOf: plan) } else { try Buffer<Float>(count: 0) }
    self.pixels = pixels
    self.beside = beside
    keepsFourth = sizes.keepsFourth
    self.tensor = tensor
    self.mask = mask
    self.logits = logits
  }

  /// [height][width][3] red, green, blue.
  var rgb: UnsafeMutableBufferPointer<UInt8> {
    unsafe UnsafeMutableBufferPointer(start: pixels.base, count: size.rgbBytes)
  }

  /// [height][width], the fourth byte of each pixel; empty where the network does not read it.
  var fourth: UnsafeMutableBufferPointer<UInt8> {
    unsafe UnsafeMutableBufferPointer(start: beside.base, count: keepsFourth ? size.pixels : 0)
  }

  /// Makes room for a frame of this size; memory is taken for the largest so far only.
  func resize(to size: PictureSize) throws(StreamError) {
    if size.rgbBytes > pixels.count {
      pixels = try StreamError.of { () throws(VisionError) in try Buffer(count: size.rgbBytes) }
    }
    if keepsFourth, size.pixels > beside.count {
      beside = try StreamError.of { () throws(VisionError) in try Buffer(count: size.pixels) }
    }
    self.size = size
  }
}

/// Room that a model's frames need beside their pixels: how many values.
struct FrameSizes: Equatable {
  var tensorBytes = 0
  var mask = 0
  /// Whether the network reads a fourth byte of each pixel.
  var keepsFourth = false
}
