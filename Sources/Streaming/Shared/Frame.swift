import Model
import Vision

/// One frame on its way from the reader to the writer. Its memory is used again for later frames.
final class Frame {
  enum Fate: Equatable {
    case whole
    /// A frame stood here but cannot be decoded.
    case corrupt
    /// The frame missed its deadline before the network began, so it is not computed.
    case late
  }

  var fate = Fate.whole
  /// Its place in the stream, from 1; corrupt and dropped frames count.
  var position = 0
  var times = FrameTimes()
  /// The frame rate that its stream states.
  var frameRate: FrameRate?
  /// How its stream encodes colours; an overlay in YUV uses the same encoding.
  var colour = YUVColour()
  private(set) var size = PictureSize(width: 1, height: 1)
  private var pixels: Buffer<UInt8>
  /// The fourth byte of each pixel; empty where the network does not read it.
  private var beside: Buffer<UInt8>
  private let keepsFourth: Bool
  /// The network's input: [height][width][pixel stride].
  let tensor: Buffer<Int8>
  /// The class of each pixel: [mask height][mask width].
  let mask: Buffer<UInt8>
  /// [classes][mask height][mask width]; empty where nobody asks for them.
  let logits: Buffer<Float>

  /// - Parameter plan: the network's plan, if the frame shall hold its logits; else nil.
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

  /// Makes room for a frame of this size. It takes memory only when the frame is larger than all before it.
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

/// How many values a frame holds for a model, besides its pixels.
struct FrameSizes: Equatable {
  var tensorBytes = 0
  var mask = 0
  /// Whether the network reads a fourth byte of each pixel.
  var keepsFourth = false
}
