import Foundation

/// Photos of every kind that is read. The first bytes decide the kind, because a name may end in anything.
enum PhotoFile {
  /// Endings of names, in small letters.
  static let extensions: Set<String> = ["jpg", "jpeg", "png", "ppm", "pam"]

  /// The pixels as they are stored; `Orientation` turns them upright.
  ///
  /// - Parameter name: the file's name, which the error uses where the bytes are of no known kind.
  static func decode(_ bytes: [UInt8], name: String) throws(DatasetError) -> RGBImage {
    if bytes.starts(with: PNG.signature) { return try PNG.decode(bytes) }
    if bytes.starts(with: [0x50, 0x36]) { return try NetPBM.decodePPM(bytes) }
    if bytes.starts(with: [0x50, 0x37]) { return try PAM.decode(bytes) }
    if isJPEG(bytes) { return try JPEG.decode(bytes) }
    if let foreign = foreignKind(bytes) {
      throw DatasetError(.badData, "is \(foreign); JPEG, PNG, PPM and PAM are read")
    }
    switch (name as NSString).pathExtension.lowercased() {
    case "ppm": return try NetPBM.decodePPM(bytes)
    case "pam": return try PAM.decode(bytes)
    case "png": return try PNG.decode(bytes)
    default: return try JPEG.decode(bytes)
    }
  }

  static func isJPEG(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0xFF, 0xD8]) }

  /// The kind of a file that people rename to .jpg or .png; nil for an unknown kind.
  private static func foreignKind(_ bytes: [UInt8]) -> String? {
    if bytes.isEmpty { return "empty" }
    if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) { return "WebP" }
    if bytes.starts(with: Array("BM".utf8)) { return "BMP" }
    if bytes.starts(with: Array("GIF8".utf8)) { return "GIF" }
    if bytes.starts(with: [0x49, 0x49, 0x2A, 0]) || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) { return "TIFF" }
    if bytes.dropFirst(4).starts(with: Array("ftyp".utf8)) { return "HEIF or AVIF" }
    return nil
  }
}
