extension Orientation {
  /// The orientation in a JPEG's first EXIF segment that has one; upright where none has, or where it is not from 1 to 8.
  public init(ofJPEG jpeg: UnsafeBufferPointer<UInt8>) {
    self = unsafe Orientation.find(in: jpeg) ?? .upright
  }

  /// The orientation in an EXIF block, which is a TIFF file (a PNG's eXIf chunk); upright where it has none from 1 to 8.
  public init(ofTIFF block: UnsafeBufferPointer<UInt8>) {
    self = unsafe EXIFDirectory(block)?.orientation ?? .upright
  }

  private static func find(in jpeg: UnsafeBufferPointer<UInt8>) -> Orientation? {
    let (prefix, startOfScan, app1): (UInt8, UInt8, UInt8) = (0xFF, 0xDA, 0xE1)
    let mark: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]  // "Exif"
    var at = 2
    while at + 4 <= jpeg.count, unsafe jpeg[at] == prefix, unsafe jpeg[at + 1] != startOfScan {
      let length = unsafe Int(jpeg[at + 2]) << 8 | Int(jpeg[at + 3])
      let end = min(at + 2 + length, jpeg.count)
      guard length >= 2 else { return nil }
      if unsafe jpeg[at + 1] == app1, end > at + 4 + mark.count {
        let segment = unsafe UnsafeBufferPointer(rebasing: jpeg[(at + 4)..<end])
        if unsafe segment.starts(with: mark),
          let found = unsafe EXIFDirectory(UnsafeBufferPointer(rebasing: segment[mark.count...]))?.orientation
        {
          return found
        }
      }
      at += 2 + length
    }
    return nil
  }
}

/// The first directory of a TIFF file.
private struct EXIFDirectory {
  private let bytes: [UInt8]
  private let isLittle: Bool

  init?(_ block: UnsafeBufferPointer<UInt8>) {
    guard block.count > 8 else { return nil }
    bytes = unsafe Array(block)
    guard bytes[0] == bytes[1], bytes[0] == 0x49 || bytes[0] == 0x4D else { return nil }
    isLittle = bytes[0] == 0x49
  }

  private func number(_ at: Int, _ count: Int) -> Int? {
    guard at >= 0, at + count <= bytes.count else { return nil }
    var value = 0
    for index in 0..<count { value = value << 8 | Int(bytes[at + (isLittle ? count - 1 - index : index)]) }
    return value
  }

  /// nil where the directory has none from 1 to 8.
  var orientation: Orientation? {
    guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
    for entry in 0..<count {
      let at = directory + 2 + 12 * entry
      guard let tag = number(at, 2) else { return nil }
      guard tag == 0x0112, let value = number(at + 8, 2) else { continue }
      return (1...8).contains(value) ? Orientation(number: value) : nil
    }
    return nil
  }
}
