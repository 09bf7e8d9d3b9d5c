/// The format of frames without headers: 8 bits a sample, rows from top to bottom, no padding.
public enum RawFormat: Equatable, Sendable {
  /// [height][width][3] red, green, blue.
  case rgb24
  /// [height][width][3] blue, green, red.
  case bgr24
  /// [height][width][4] red, green, blue, or blue, green, red, and a fourth byte: depth or infrared, for instance.
  case rgba, bgra
  /// [height][width]. A grey of p becomes red, green and blue of p.
  case gray8
  /// Two pixels in four bytes: Y U Y V, or U Y V Y.
  case yuyv422, uyvy422
  /// A plane of Y, then a plane of pairs U V, or V U, half as wide and high.
  case nv12, nv21
  /// Planes of Y, U and V; those of U and V are half as wide and high.
  case yuv420p

  public static let all: [RawFormat] = [
    .rgb24, .bgr24, .rgba, .bgra, .gray8, .yuyv422, .uyvy422, .nv12, .nv21, .yuv420p,
  ]

  /// The name that ffmpeg gives the format; ffmpeg's name of gray8 is gray.
  public var name: String {
    switch self {
    case .rgb24: "rgb24"
    case .bgr24: "bgr24"
    case .rgba: "rgba"
    case .bgra: "bgra"
    case .gray8: "gray8"
    case .yuyv422: "yuyv422"
    case .uyvy422: "uyvy422"
    case .nv12: "nv12"
    case .nv21: "nv21"
    case .yuv420p: "yuv420p"
    }
  }

  /// Bytes of a frame without gaps.
  public func byteCount(_ size: PictureSize) -> Int {
    layout(size)?.byteCount ?? size.pixels * (hasFourth ? 4 : 3)
  }

  public var planeCount: Int {
    switch self {
    case .rgb24, .bgr24, .rgba, .bgra, .gray8, .yuyv422, .uyvy422: 1
    case .nv12, .nv21: 2
    case .yuv420p: 3
    }
  }

  /// For an unpadded frame: the bytes of a row of the plane, its rows, and whether its rows are half as long as the first plane's.
  public func plane(_ index: Int, _ size: PictureSize) -> (rowBytes: Int, rows: Int, isHalf: Bool) {
    let (halfWidth, halfHeight) = ((size.width + 1) / 2, (size.height + 1) / 2)
    switch self {
    case .rgb24, .bgr24: return (3 * size.width, size.height, false)
    case .rgba, .bgra: return (4 * size.width, size.height, false)
    case .yuyv422, .uyvy422: return (4 * halfWidth, size.height, false)
    case .nv12 where index > 0, .nv21 where index > 0: return (2 * halfWidth, halfHeight, false)
    case .yuv420p where index > 0: return (halfWidth, halfHeight, true)
    case .gray8, .nv12, .nv21, .yuv420p: return (size.width, size.height, false)
    }
  }

  /// Whether a pixel has a byte besides its colours.
  public var hasFourth: Bool { self == .rgba || self == .bgra }

  /// nil for YUV and grey.
  var packing: PixelPacking? {
    switch self {
    case .rgb24: PixelPacking(bytes: 3, red: 0, blue: 2)
    case .bgr24: PixelPacking(bytes: 3, red: 2, blue: 0)
    case .rgba: PixelPacking(bytes: 4, red: 0, blue: 2)
    case .bgra: PixelPacking(bytes: 4, red: 2, blue: 0)
    case .gray8, .yuyv422, .uyvy422, .nv12, .nv21, .yuv420p: nil
    }
  }

  /// nil for the RGB formats.
  func layout(_ size: PictureSize) -> YUVLayout? {
    switch self {
    case .rgb24, .bgr24, .rgba, .bgra: nil
    case .gray8: .grey(size)
    case .yuyv422: .packed(size, lumaFirst: true)
    case .uyvy422: .packed(size, lumaFirst: false)
    case .nv12: .semiPlanar(size, uFirst: true)
    case .nv21: .semiPlanar(size, uFirst: false)
    case .yuv420p: .planar(size, shiftX: 1, shiftY: 1)
    }
  }

  /// Grey has full range, and YUV limited range, unless the caller says otherwise (NUMERICS.md, "Frames").
  func colour(range: YUVColour.Range?, matrix: YUVColour.Matrix?) -> YUVColour {
    YUVColour(range: range ?? (self == .gray8 ? .full : .limited), matrix: matrix ?? .bt601)
  }
}
