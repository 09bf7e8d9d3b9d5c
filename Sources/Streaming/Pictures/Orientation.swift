import Vision

/// How a camera was held, as EXIF says it: what turns the stored pixels upright.
struct Orientation: Equatable {
  /// EXIF's number, 1 to 8.
  let number: Int

  static let upright = Orientation(number: 1)

  /// Of a JPEG; upright where it does not say, or says nonsense.
  init(of jpeg: UnsafeBufferPointer<UInt8>) {
    number = unsafe Orientation.find(in: jpeg)
  }

  init(number: Int) { self.number = number }

  private var swapsSides: Bool { number >= 5 }

  func size(of stored: PictureSize) -> PictureSize {
    swapsSides ? PictureSize(width: stored.height, height: stored.width) : stored
  }

  /// Where a pixel of the upright picture is stored.
  func stored(_ x: Int, _ y: Int, _ stored: PictureSize) -> (x: Int, y: Int) {
    let (right, bottom) = (stored.width - 1, stored.height - 1)
    switch number {
    case 2: return (right - x, y)
    case 3: return (right - x, bottom - y)
    case 4: return (x, bottom - y)
    case 5: return (y, x)
    case 6: return (y, bottom - x)
    case 7: return (right - y, bottom - x)
    case 8: return (right - y, x)
    default: return (x, y)
    }
  }

  /// - Parameters:
  ///   - pixels: [height][width][3] as stored.
  ///   - rgb: [height][width][3] upright.
  func turn(
    _ pixels: UnsafePointer<UInt8>, of size: PictureSize, into rgb: UnsafeMutablePointer<UInt8>
  ) {
    let upright = self.size(of: size)
    var out = unsafe rgb
    for y in 0..<upright.height {
      for x in 0..<upright.width {
        let place = stored(x, y, size)
        let pixel = unsafe pixels + 3 * (place.y * size.width + place.x)
        for channel in 0..<3 { unsafe out[channel] = unsafe pixel[channel] }
        unsafe out += 3
      }
    }
  }

  private static func find(in jpeg: UnsafeBufferPointer<UInt8>) -> Int {
    var at = 2
    while at + 4 <= jpeg.count, unsafe jpeg[at] == JPEGMarker.prefix, unsafe jpeg[at + 1] != JPEGMarker.startOfScan {
      let length = unsafe Int(jpeg[at + 2]) << 8 | Int(jpeg[at + 3])
      let end = min(at + 2 + length, jpeg.count)
      guard length >= 2 else { return 1 }
      if unsafe jpeg[at + 1] == 0xE1, end >= at + 18 {
        let segment = unsafe UnsafeBufferPointer(rebasing: jpeg[(at + 4)..<end])
        if let number = unsafe EXIF(segment)?.orientation { return number }
      }
      at += 2 + length
    }
    return 1
  }
}

/// The first directory of an EXIF segment, which is a TIFF file.
private struct EXIF {
  private let bytes: [UInt8]
  private let isLittle: Bool

  init?(_ segment: UnsafeBufferPointer<UInt8>) {
    let mark: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
    guard segment.count > 14 else { return nil }
    for index in mark.indices where unsafe segment[index] != mark[index] { return nil }
    bytes = unsafe Array(segment[6...])
    guard bytes[0] == bytes[1], bytes[0] == 0x49 || bytes[0] == 0x4D else { return nil }
    isLittle = bytes[0] == 0x49
  }

  private func number(_ at: Int, _ count: Int) -> Int? {
    guard at >= 0, at + count <= bytes.count else { return nil }
    var value = 0
    for index in 0..<count { value = value << 8 | Int(bytes[at + (isLittle ? count - 1 - index : index)]) }
    return value
  }

  /// nil where there is none from 1 to 8.
  var orientation: Int? {
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
