import CJPEG

/// JPEG files. They are decoded exactly as on the board.
public enum JPEG {
  /// How much of the colours' resolution a JPEG keeps.
  public enum Subsampling: Sendable {
    /// The full resolution (4:4:4).
    case none
    /// Half of it in both directions (4:2:0), as cameras do.
    case half
  }

  /// The most pixels of a picture: more than any car camera delivers, and so few that a hostile header cannot exhaust the memory.
  public static let maxPixels = 1 << 26

  /// Decodes one JPEG; a grey one becomes RGB, [height][width][3].
  ///
  /// - Throws: `DatasetError` (`badData`) if it is damaged, cut short, larger than `maxPixels` pixels, or CMYK.
  public static func decode(_ bytes: [UInt8], maxPixels: Int = maxPixels) throws(DatasetError) -> RGBImage {
    guard let decoder = catseye_jpeg_decoder_create(UInt64(max(0, maxPixels)), nil, 0) else {
      throw DatasetError(.inputOutput, "no memory for a JPEG decoder")
    }
    defer { catseye_jpeg_decoder_destroy(decoder) }
    var message = [CChar](repeating: 0, count: Int(CATSEYE_JPEG_MESSAGE_SIZE))
    var width: UInt32 = 0
    var height: UInt32 = 0
    try check(catseye_jpeg_read_header(decoder, bytes, bytes.count, &width, &height, &message), message)
    var image = RGBImage(width: Int(width), height: Int(height))
    try check(
      catseye_jpeg_decode_rgb(decoder, bytes, bytes.count, &image.pixels, width, height, &message), message)
    return image
  }

  /// Encodes `image` as a baseline JPEG; the bytes are the same on every machine.
  ///
  /// - Parameter quality: 1 to 100, libjpeg's scale.
  /// - Throws: `DatasetError` (`usage`) if the picture is larger than a JPEG can be, 65500 pixels a side.
  public static func encode(
    _ image: RGBImage, quality: Int, subsampling: Subsampling
  ) throws(DatasetError) -> [UInt8] {
    guard max(image.width, image.height) <= 65_500 else {
      throw DatasetError(.usage, "\(image.width) x \(image.height) pixels do not fit a JPEG (65500 a side)")
    }
    guard let encoder = catseye_jpeg_encoder_create(nil, 0) else {
      throw DatasetError(.inputOutput, "no memory for a JPEG encoder")
    }
    defer { catseye_jpeg_encoder_destroy(encoder) }
    var message = [CChar](repeating: 0, count: Int(CATSEYE_JPEG_MESSAGE_SIZE))
    let mode = subsampling == .half ? CATSEYE_JPEG_420 : CATSEYE_JPEG_444
    // Blocks are padded to 16 x 16; a coefficient takes up to 26 bits, twice that when every byte is stuffed.
    let padded = ((image.width + 15) & ~15) * ((image.height + 15) & ~15)
    let capacity = 4096 + 3 * 8 * padded
    var status: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      status = catseye_jpeg_encode_rgb(
        encoder, image.pixels, UInt32(image.width), UInt32(image.height), Int32(quality), Int32(mode), base,
        capacity, &count, &message)
    }
    try check(status, message)
    return bytes.withUnsafeBufferPointer { Array($0) }
  }

  private static func check(_ status: Int32, _ message: [CChar]) throws(DatasetError) {
    guard Int(status) != CATSEYE_JPEG_OK else { return }
    let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    throw DatasetError(
      Int(status) == CATSEYE_JPEG_NO_MEMORY ? .inputOutput : .badData, "JPEG: " + text)
  }
}
