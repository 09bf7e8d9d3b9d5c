/// How a camera was held, as EXIF says it in a JPEG or PNG: annotation tools show photos upright, and so masks are.
struct Orientation: Equatable, Sendable {
  /// EXIF's number, 1 to 8; 1 is upright.
  let number: Int

  init(number: Int) { self.number = number }

  /// Upright where the file does not say, or says nonsense.
  init(of file: [UInt8]) {
    let exif = file.starts(with: PNG.signature) ? PNG.exif(file) : Self.exif(inJPEG: file)
    number = Self.number(inTIFF: Array(exif)) ?? 1
  }

  var isUpright: Bool { number == 1 }
  var swapsSides: Bool { number >= 5 }

  /// `stored`, turned upright.
  func turn(_ stored: RGBImage) -> RGBImage {
    guard !isUpright else { return stored }
    let (width, height) = swapsSides ? (stored.height, stored.width) : (stored.width, stored.height)
    var upright = RGBImage(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        let from = 3 * source(x, y, stored.width - 1, stored.height - 1, stored.width)
        let to = 3 * (y * width + x)
        for channel in 0..<3 { upright.pixels[to + channel] = stored.pixels[from + channel] }
      }
    }
    return upright
  }

  /// Where the upright pixel (x, y) is stored.
  private func source(_ x: Int, _ y: Int, _ right: Int, _ bottom: Int, _ stride: Int) -> Int {
    switch number {
    case 2: y * stride + right - x
    case 3: (bottom - y) * stride + right - x
    case 4: (bottom - y) * stride + x
    case 5: x * stride + y
    case 6: (bottom - x) * stride + y
    case 7: (bottom - x) * stride + right - y
    case 8: x * stride + right - y
    default: y * stride + x
    }
  }

  private static func exif(inJPEG bytes: [UInt8]) -> ArraySlice<UInt8> {
    let mark = Array("Exif\0\0".utf8)
    var at = 2
    while at + 4 <= bytes.count, bytes[at] == 0xFF, bytes[at + 1] != 0xDA {
      let length = Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
      let end = min(at + 2 + max(length, 2), bytes.count)
      if bytes[at + 1] == 0xE1, bytes[(at + 4)..<max(end, at + 4)].starts(with: mark) { return bytes[(at + 10)..<end] }
      at = at + 2 + max(length, 2)
    }
    return []
  }

  /// The entry 0x0112 of the first directory; nil where there is none of 1 to 8.
  private static func number(inTIFF bytes: [UInt8]) -> Int? {
    guard bytes.count > 8, bytes[0] == bytes[1], bytes[0] == 0x49 || bytes[0] == 0x4D else { return nil }
    func number(_ at: Int, _ count: Int) -> Int? {
      guard at >= 0, at + count <= bytes.count else { return nil }
      return (0..<count).reduce(0) { $0 << 8 | Int(bytes[at + (bytes[0] == 0x49 ? count - 1 - $1 : $1)]) }
    }
    guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
    for entry in 0..<count {
      let at = directory + 2 + 12 * entry
      guard let tag = number(at, 2) else { return nil }
      guard tag == 0x0112, let value = number(at + 8, 2) else { continue }
      return (1...8).contains(value) ? value : nil
    }
    return nil
  }
}
