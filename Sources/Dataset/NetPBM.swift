/// Binary PPM (P6) and PGM (P5) files of 8 bits a sample.
public enum NetPBM {
  /// Reads a P6 file.
  ///
  /// - Throws: `DatasetError` (`badData`) if it is anything else, cut short, or longer than its size says.
  public static func decodePPM(_ bytes: [UInt8]) throws(DatasetError) -> RGBImage {
    let (width, height, start) = try header(bytes, magic: 0x36, channels: 3)
    return RGBImage(width: width, height: height, pixels: Array(bytes[start...]))
  }

  /// Reads a P5 file as class indices.
  ///
  /// - Throws: `DatasetError` (`badData`) if it is anything else, cut short, or longer than its size says.
  public static func decodePGM(_ bytes: [UInt8]) throws(DatasetError) -> LabelMap {
    let (width, height, start) = try header(bytes, magic: 0x35, channels: 1)
    return LabelMap(width: width, height: height, indices: Array(bytes[start...]))
  }

  public static func encode(_ image: RGBImage) -> [UInt8] {
    Array("P6\n\(image.width) \(image.height)\n255\n".utf8) + image.pixels
  }

  public static func encode(_ labels: LabelMap) -> [UInt8] {
    Array("P5\n\(labels.width) \(labels.height)\n255\n".utf8) + labels.indices
  }

  /// The size, and where the samples start: after one white-space byte that follows the largest value.
  private static func header(
    _ bytes: [UInt8], magic: UInt8, channels: Int
  ) throws(DatasetError) -> (width: Int, height: Int, start: Int) {
    let kind = channels == 3 ? "PPM (P6)" : "PGM (P5)"
    guard bytes.count > 2, bytes[0] == 0x50, bytes[1] == magic else {
      throw DatasetError(.badData, "not a binary \(kind) file")
    }
    var position = 2
    var values: [Int] = []
    while values.count < 3 {
      let before = position
      while position < bytes.count, isSpace(bytes[position]) || bytes[position] == 0x23 {
        if bytes[position] == 0x23 {
          while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        } else {
          position += 1
        }
      }
      var value = 0
      let first = position
      while position < bytes.count, (0x30...0x39).contains(bytes[position]), value <= 65_535 {
        value = 10 * value + Int(bytes[position] - 0x30)
        position += 1
      }
      guard first > before, position > first, (1...65_535).contains(value) else {
        throw DatasetError(.badData, "damaged \(kind) header")
      }
      values.append(value)
    }
    guard values[2] == 255 else { throw DatasetError(.badData, "\(kind) of \(values[2]) levels; only 255 are read") }
    guard position < bytes.count, isSpace(bytes[position]) else {
      throw DatasetError(.badData, "damaged \(kind) header")
    }
    let expected = values[0] * values[1] * channels
    guard bytes.count - position - 1 == expected else {
      throw DatasetError(
        .badData, "\(kind) of \(values[0]) x \(values[1]) needs \(expected) bytes, has \(bytes.count - position - 1)")
    }
    return (values[0], values[1], position + 1)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
