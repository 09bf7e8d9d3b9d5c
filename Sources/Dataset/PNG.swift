import CPNG

/// PNG files of any kind: grey, colours or a palette, of 1 to 16 bits, interlaced or not.
public enum PNG {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Decodes a photo. Grey and palettes become RGB; of 16 bits the upper 8 are used. A fourth sample of each pixel becomes `fourth`; a
  /// transparent colour is treated as opaque.
  ///
  /// - Throws: `DatasetError` (`badData`) if it is damaged, cut short, or larger than `maxPixels` pixels.
  public static func decode(_ bytes: [UInt8], maxPixels: Int = JPEG.maxPixels) throws(DatasetError) -> RGBImage {
    let (header, rgba) = try read(bytes, maxPixels) { (header) throws(DatasetError) in try header.rgba() }
    var image = RGBImage(width: Int(header.width), height: Int(header.height))
    for pixel in 0..<image.width * image.height {
      for channel in 0..<3 { image.pixels[3 * pixel + channel] = rgba[4 * pixel + channel] }
    }
    if header.has_alpha != 0, header.kind == CATSEYE_PNG_COLOUR.rawValue {
      image.fourth = stride(from: 3, to: rgba.count, by: 4).map { rgba[$0] }
    }
    return image
  }

  /// Decodes a mask: class ids as they are stored, or colours.
  ///
  /// - Throws: as `decode`.
  static func decodeMask(_ bytes: [UInt8], maxPixels: Int = JPEG.maxPixels) throws(DatasetError) -> MaskPicture {
    let (header, content) = try read(bytes, maxPixels) { (file) throws(DatasetError) -> MaskPicture.Content in
      switch file.header.kind {
      case CATSEYE_PNG_GREY.rawValue: .values(try file.samples())
      case CATSEYE_PNG_PALETTE.rawValue: .indices(try file.samples(), palette: file.palette)
      default: .colours(try file.rgba().packedColours)
      }
    }
    return MaskPicture(width: Int(header.width), height: Int(header.height), content: content)
  }

  /// The bytes of an eXIf chunk, a TIFF file; empty where there is none.
  static func exif(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let file = try? read(bytes, JPEG.maxPixels) { (_) throws(DatasetError) in }
    guard let header = file?.header, header.exif_count > 0 else { return [] }
    return bytes[Int(header.exif_offset)..<Int(header.exif_offset + header.exif_count)]
  }

  private static func read<Result>(
    _ bytes: [UInt8], _ maxPixels: Int, _ body: (OpenFile) throws(DatasetError) -> Result
  ) throws(DatasetError) -> (header: catseye_png_header, result: Result) {
    let result = bytes.withUnsafeBufferPointer { buffer in
      Swift.Result { () throws(DatasetError) -> (catseye_png_header, Result) in
        var header = catseye_png_header()
        var message = [CChar](repeating: 0, count: Int(CATSEYE_PNG_MESSAGE_SIZE))
        guard
          let handle = catseye_png_open(buffer.baseAddress, buffer.count, UInt64(max(0, maxPixels)), &header, &message)
        else { throw OpenFile.error(message) }
        defer { catseye_png_close(handle) }
        return (header, try body(OpenFile(handle: handle, header: header)))
      }
    }
    return try result.get()
  }
}

/// A file whose header has been read; its pixels can be read once.
private struct OpenFile {
  let handle: OpaquePointer
  let header: catseye_png_header

  private var pixels: Int { Int(header.width) * Int(header.height) }

  /// [height][width][4]
  func rgba() throws(DatasetError) -> [UInt8] {
    var rgba = [UInt8](repeating: 0, count: 4 * pixels)
    var message = [CChar](repeating: 0, count: Int(CATSEYE_PNG_MESSAGE_SIZE))
    guard catseye_png_read_rgba(handle, &rgba, &message) == 0 else { throw Self.error(message) }
    return rgba
  }

  /// [height][width]
  func samples() throws(DatasetError) -> [UInt32] {
    var samples = [UInt16](repeating: 0, count: pixels)
    var message = [CChar](repeating: 0, count: Int(CATSEYE_PNG_MESSAGE_SIZE))
    guard catseye_png_read_samples(handle, &samples, &message) == 0 else { throw Self.error(message) }
    return samples.map { UInt32($0) }
  }

  var palette: [UInt32] {
    withUnsafeBytes(of: header.palette) { Array($0.prefix(4 * Int(header.palette_count))).packedColours }
  }

  static func error(_ message: [CChar]) -> DatasetError {
    let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return DatasetError(.badData, "PNG: \(text)")
  }
}

extension [UInt8] {
  /// 0xRRGGBB for each pixel of R, G, B, alpha; a wholly transparent pixel is black.
  fileprivate var packedColours: [UInt32] {
    stride(from: 0, to: count, by: 4).map { at in
      self[at + 3] == 0 ? 0 : UInt32(self[at]) << 16 | UInt32(self[at + 1]) << 8 | UInt32(self[at + 2])
    }
  }
}
