/// Why bytes that begin like a JPEG are not one.
enum JPEGFlaw: Equatable, Sendable {
  /// The next picture begins inside it.
  case cutShort
  /// Its markers make no sense.
  case malformed
  /// It does not fit the buffer.
  case tooLarge
  /// The stream ends inside it.
  case streamEnded

  var text: String {
    switch self {
    case .cutShort: "it is cut short, the next picture begins inside it"
    case .malformed: "its markers make no sense"
    case .tooLarge: "it is larger than the 32 MiB that a frame may have"
    case .streamEnded: "the stream ends inside it"
    }
  }
}
