import ByteStrings
import Vision

/// What the first line of a YUV4MPEG2 stream says.
struct Y4MHeader: Equatable {
  /// How chroma is laid out; the siting of 420jpeg, 420mpeg2 and 420paldv changes nothing here.
  enum Chroma: Equatable { case mono, c420, c422, c444 }

  static let magic = "YUV4MPEG2"

  private(set) var size = PictureSize(width: 1, height: 1)
  private(set) var chroma = Chroma.c420
  /// nil where the header gives none.
  private(set) var range: YUVColour.Range?
  private(set) var frameRate: FrameRate?

  /// - Parameter line: without its newline.
  init(_ line: UnsafeBufferPointer<UInt8>) throws(StreamError) {
    var width = 0
    var height = 0
    let words = unsafe line.split(separator: 0x20)
    for index in unsafe words.indices {
      let word = unsafe words[index]
      let tag = unsafe word.first ?? 0
      let value = unsafe String(decoding: word.dropFirst(), as: UTF8.self)
      switch tag {
      case _ where index == 0: continue
      case 0x57: width = Y4MHeader.number(value)  // W
      case 0x48: height = Y4MHeader.number(value)  // H
      case 0x46: frameRate = Y4MHeader.rate(value)  // F
      case 0x43: chroma = try Y4MHeader.chroma(value)  // C
      case 0x58:  // X
        if value.isSame(as: "COLORRANGE=FULL") { range = .full }
        if value.isSame(as: "COLORRANGE=LIMITED") { range = .limited }
      default: break  // interlacing, aspect ratio, and what others may add
      }
    }
    let sides = 1...PictureSize.largestSide
    guard sides.contains(width), sides.contains(height) else {
      throw .badHeader("it gives no width W and height H from 1 to \(PictureSize.largestSide)")
    }
    size = PictureSize(width: width, height: height)
  }

  var layout: YUVLayout {
    switch chroma {
    case .mono: .grey(size)
    case .c420: .planar(size, shiftX: 1, shiftY: 1)
    case .c422: .planar(size, shiftX: 1, shiftY: 0)
    case .c444: .planar(size, shiftX: 0, shiftY: 0)
    }
  }

  /// The frames' colours. An option outweighs the header; without either grey alone has full range and YUV limited range.
  func colour(range asked: YUVColour.Range?, matrix: YUVColour.Matrix?) -> YUVColour {
    YUVColour(range: asked ?? range ?? (chroma == .mono ? .full : .limited), matrix: matrix ?? .bt601)
  }

  private static func chroma(_ name: String) throws(StreamError) -> Chroma {
    switch name {
    case "mono": return .mono
    case "420", "420jpeg", "420mpeg2", "420paldv": return .c420
    case "422": return .c422
    case "444": return .c444
    default:
      throw .badHeader(
        "its pixels are C\(name), not 420, 422, 444 or mono of 8 bits; ffmpeg -pix_fmt yuv420p makes them so")
    }
  }

  private static func rate(_ text: String) -> FrameRate? {
    let parts = text.parts(at: ":")
    guard parts.count == 2 else { return nil }
    return FrameRate(number(parts[0]), number(parts[1]))
  }

  /// The number that the text spells in at most nine digits; 0 for anything else.
  private static func number(_ text: String) -> Int {
    guard (1...9).contains(text.utf8.count) else { return 0 }
    var number = 0
    for byte in text.utf8 {
      guard (0x30...0x39).contains(byte) else { return 0 }
      number = number * 10 + Int(byte - 0x30)
    }
    return number
  }
}
