/// Portable arbitrary maps (P7) with 8 bits a sample: grey, or red, green, blue, or these and a fourth.
public enum PAM {
  /// - Throws: `DatasetError` (`badData`) if it is anything else, cut short, or longer than its header says.
  public static func decode(_ bytes: [UInt8]) throws(DatasetError) -> RGBImage {
    let (fields, start) = try header(bytes)
    guard let width = fields["WIDTH"], let height = fields["HEIGHT"], let depth = fields["DEPTH"] else {
      throw DatasetError(.badData, "damaged PAM (P7) header")
    }
    guard fields["MAXVAL"] == 255 else { throw DatasetError(.badData, "PAM whose MAXVAL is not 255") }
    guard [1, 3, 4].contains(depth) else {
      throw DatasetError(.badData, "PAM of \(depth) channels; 1, 3 and 4 are read")
    }
    guard bytes.count - start == width * height * depth else {
      throw DatasetError(
        .badData,
        "PAM of \(width) x \(height) needs \(width * height * depth) bytes, has \(bytes.count - start)")
    }
    var image = RGBImage(width: width, height: height)
    for pixel in 0..<width * height {
      for c in 0..<3 { image.pixels[3 * pixel + c] = bytes[start + depth * pixel + (depth == 1 ? 0 : c)] }
    }
    if depth == 4 { image.fourth = (0..<width * height).map { bytes[start + 4 * $0 + 3] } }
    return image
  }

  /// The numbers in the header, which has lines of a word and a value up to ENDHDR, and the offset of the first sample.
  private static func header(_ bytes: [UInt8]) throws(DatasetError) -> (fields: [String: Int], start: Int) {
    guard bytes.starts(with: Array("P7\n".utf8)) else { throw DatasetError(.badData, "not a PAM (P7) file") }
    var fields: [String: Int] = [:]
    var position = 3
    while let end = bytes[position...].prefix(256).firstIndex(of: 0x0A) {
      let words = String(decoding: bytes[position..<end], as: UTF8.self).split(separator: " ")
      position = end + 1
      if words.first == "ENDHDR" { return (fields, position) }
      guard words.count == 2, let value = Int(words[1]) else { continue }  // a comment, TUPLTYPE
      guard (1...65_535).contains(value), fields.updateValue(value, forKey: String(words[0])) == nil else { break }
    }
    throw DatasetError(.badData, "damaged PAM (P7) header")
  }
}
