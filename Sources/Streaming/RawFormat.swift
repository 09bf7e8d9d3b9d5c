/// Frames without headers, rows from top to bottom, no padding.
public enum RawFormat: Equatable, Sendable {
  /// [height][width][3] red, green, blue.
  case rgb24
  /// [height][width][3] blue, green, red.
  case bgr24
  /// [height][width]; a grey of p is red, green and blue of p.
  case gray8

  public var bytesPerPixel: Int { self == .gray8 ? 1 : 3 }

  public var name: String {
    switch self {
    case .rgb24: "rgb24"
    case .bgr24: "bgr24"
    case .gray8: "gray8"
    }
  }
}
