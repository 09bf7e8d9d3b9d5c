import Model
import Vision

/// Masks as PNG files: one byte a pixel, its class, with the classes' colours as the palette.
///
/// Each row is stored as its difference to the row above, because a mask's differences are mostly zeros, which make long runs.
enum PNGMask {
  static func encode(_ mask: UnsafeBufferPointer<UInt8>, _ size: PictureSize, _ palette: [ModelClass]) -> [UInt8] {
    var colours = [UInt8](repeating: 0, count: 3 * 256)
    for (index, entry) in palette.prefix(256).enumerated() {
      (colours[3 * index], colours[3 * index + 1], colours[3 * index + 2]) = (entry.red, entry.green, entry.blue)
    }
    var png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    append("IHDR", bigEndian(UInt32(size.width)) + bigEndian(UInt32(size.height)) + [8, 3, 0, 0, 0], to: &png)
    append("PLTE", colours, to: &png)
    append("IDAT", Deflate.zlib(unsafe filtered(mask, size)), to: &png)
    append("IEND", [], to: &png)
    return png
  }

  /// The rows as PNG filters them: each is a 2 (the filter "up") and its bytes minus those of the row above.
  private static func filtered(_ mask: UnsafeBufferPointer<UInt8>, _ size: PictureSize) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size.pixels + size.height)
    for y in 0..<size.height {
      bytes.append(2)
      for at in y * size.width..<(y + 1) * size.width {
        unsafe bytes.append(mask[at] &- (y > 0 ? mask[at - size.width] : 0))
      }
    }
    return bytes
  }

  private static func append(_ kind: StaticString, _ data: [UInt8], to png: inout [UInt8]) {
    var chunk: [UInt8] = []
    for index in 0..<kind.utf8CodeUnitCount { unsafe chunk.append(kind.utf8Start[index]) }
    chunk += data
    png += bigEndian(UInt32(data.count)) + chunk + bigEndian(checksum(chunk))
  }

  static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }

  /// The CRC-32 of ISO 3309, as PNG has it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
