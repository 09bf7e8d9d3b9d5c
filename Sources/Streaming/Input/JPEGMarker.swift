/// The markers by which the end of a JPEG is found (ITU-T T.81, table B.1).
enum JPEGMarker {
  static let prefix: UInt8 = 0xFF
  static let startOfImage: UInt8 = 0xD8
  static let endOfImage: UInt8 = 0xD9
  static let startOfScan: UInt8 = 0xDA
  static let quantisation: UInt8 = 0xDB
  static let jfif: UInt8 = 0xE0
  static let comment: UInt8 = 0xFE

  static func isRestart(_ code: UInt8) -> Bool { code & 0xF8 == 0xD0 }
  static func isApplication(_ code: UInt8) -> Bool { code & 0xF0 == 0xE0 || code == comment }
  /// Whether a length and that many bytes follow the marker.
  static func hasSegment(_ code: UInt8) -> Bool { code >= 0xC0 && code != prefix && !isRestart(code) }
}
