/// The first bytes of a stream, and what kind of stream they announce.
/// Safe: it lives no longer than the call that it is made for.
@safe
struct StreamStart {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let count: Int

  init(bytes: UnsafeBufferPointer<UInt8>) {
    unsafe self.bytes = unsafe bytes
    count = bytes.count
  }

  func begins(_ word: [UInt8], at offset: Int = 0) -> Bool {
    guard count >= offset + word.count else { return false }
    for index in word.indices where unsafe bytes[offset + index] != word[index] { return false }
    return true
  }

  func begins(_ word: StaticString, at offset: Int = 0) -> Bool {
    guard count >= offset + word.utf8CodeUnitCount else { return false }
    for index in 0..<word.utf8CodeUnitCount where unsafe bytes[offset + index] != word.utf8Start[index] { return false }
    return true
  }

  func contains(_ word: StaticString) -> Bool {
    guard count >= word.utf8CodeUnitCount else { return false }
    let first = unsafe word.utf8Start[0]
    for index in 0...count - word.utf8CodeUnitCount {
      if unsafe bytes[index] == first, begins(word, at: index) { return true }
    }
    return false
  }

  var holdsJPEG: Bool {
    guard count >= 3 else { return false }
    for index in 0...count - 3 {
      if unsafe bytes[index] == 0xFF, begins([0xFF, 0xD8, 0xFF], at: index) { return true }
    }
    return false
  }

  func byte(_ index: Int) -> UInt8? { index < count ? unsafe bytes[index] : nil }

  /// The format of a picture that is no JPEG, if the bytes are one.
  var picture: ForeignFormat? {
    if begins([0x89, 0x50, 0x4E, 0x47, 0x0D]) { return .picture("PNG") }
    if begins("RIFF"), begins("WEBP", at: 8) { return .picture("WebP") }
    if begins("GIF8") { return .picture("GIF") }
    if begins("BM"), begins([0, 0, 0, 0], at: 6), byte(14) != nil { return .picture("BMP") }
    if begins([0x49, 0x49, 0x2A, 0]) || begins([0x4D, 0x4D, 0, 0x2A]) { return .file("TIFF") }
    if begins([0xFF, 0x4F, 0xFF, 0x51]) || begins([0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20]) {
      return .picture("JPEG 2000")
    }
    if begins([0xFF, 0x0A]) || begins([0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20]) { return .picture("JPEG XL") }
    if begins("qoif") { return .picture("QOI") }
    if begins("ftyp", at: 4) {
      for brand: StaticString in ["heic", "heix", "hevc", "mif1", "msf1"] where begins(brand, at: 8) {
        return .file("HEIC")
      }
      if begins("avif", at: 8) || begins("avis", at: 8) { return .file("AVIF") }
    }
    if let second = byte(1), begins("P"), (0x31...0x37).contains(second), let third = byte(2),
      third == 10 || third == 32
    {
      return .picture("PNM")
    }
    return nil
  }

  /// The format of coded video without a container, if the bytes are some.
  var codedVideo: ForeignFormat? {
    if begins("DKIF") { return .video("IVF") }
    if begins([0x12, 0, 0x0A]) { return .video("AV1") }
    let prefix = begins([0, 0, 0, 1]) ? 4 : begins([0, 0, 1]) ? 3 : 0
    guard prefix > 0, let code = byte(prefix) else { return nil }
    switch code {
    case 0xBA: return .video("an MPEG program stream")
    case 0xB3: return .elementary("MPEG-1 or MPEG-2 video", "mpegvideo")
    case 0xB0, 0x20, 0x00: return .elementary("MPEG-4 video", "m4v")
    case 0x06, 0x09: return .elementary("H.264", "h264")
    // parameter sets, delimiters, messages and whole pictures of layer 0
    case 0x40, 0x42, 0x44, 0x46, 0x4E, 0x26, 0x28, 0x02:
      if byte(prefix + 1) == 1 { return .elementary("H.265", "hevc") }
    default: break
    }
    let isPicture = code & 0x80 == 0 && [1, 5, 7, 8].contains(code & 0x1F)
    return isPicture ? .elementary("H.264", "h264") : nil
  }

  /// The format of something that is neither picture nor video, if the bytes are a known one.
  var other: ForeignFormat? {
    if begins([0x1F, 0x8B]) { return .packed("gzip", "gunzip -c") }
    if begins([0x28, 0xB5, 0x2F, 0xFD]) { return .packed("Zstandard", "zstd -dc") }
    if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A]) { return .packed("xz", "xz -dc") }
    if begins("BZh") { return .packed("bzip2", "bunzip2 -c") }
    if begins([0x50, 0x4B, 3, 4]) { return .packed("a ZIP archive", "unzip -p") }
    if begins("ustar", at: 257) { return .packed("a tar archive", "tar -xO") }
    if begins("CATSEYE") { return .model }
    if begins("HTTP/1."), let status = byte(9), status == 0x34 || status == 0x35 { return .answer }
    for word: StaticString in ["<!DOCTYPE", "<!doctype", "<html", "<HTML", "<?xml"] where begins(word, at: blanks) {
      return .page
    }
    return nil
  }

  /// How many bytes of white space and byte order mark stand before the first word.
  private var blanks: Int {
    var index = begins([0xEF, 0xBB, 0xBF]) ? 3 : 0
    while let blank = byte(index), blank == 32 || (9...13).contains(blank) { index += 1 }
    return index
  }
}
