import CSystem
import Vision

/// libjpeg-turbo's decoder, made once for many pictures.
@safe
struct JPEGDecoder: ~Copyable {
  /// More than any camera of a car delivers, and few enough that a hostile header cannot exhaust the memory.
  static let maximumPixels = 1 << 26

  private let handle: OpaquePointer
  private let message: Buffer<CChar>

  init() throws(VisionError) {
    let message = try Buffer<CChar>(count: Int(CATSEYE_JPEG_MESSAGE_SIZE))
    guard let handle = catseye_jpeg_decoder_create(UInt64(JPEGDecoder.maximumPixels), nil, 0) else {
      throw .outOfMemory(bytes: message.count)
    }
    self.handle = handle
    self.message = message
  }

  deinit { catseye_jpeg_decoder_destroy(handle) }

  /// Why the last call failed.
  var reason: String { String(cString: message.base) }

  /// The picture's size; nil if its headers are damaged or refused.
  mutating func size(of jpeg: UnsafeBufferPointer<UInt8>) -> PictureSize? {
    var width: UInt32 = 0
    var height: UInt32 = 0
    let status = catseye_jpeg_read_header(handle, jpeg.baseAddress, jpeg.count, &width, &height, message.base)
    guard Int(status) == CATSEYE_JPEG_OK, width > 0, height > 0 else { return nil }
    return PictureSize(width: Int(width), height: Int(height))
  }

  /// Decodes into [height][width][3] at `rgb`; false, with part of the picture there, if its data are damaged.
  mutating func decode(
    _ jpeg: UnsafeBufferPointer<UInt8>, of size: PictureSize, into rgb: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    let status = catseye_jpeg_decode_rgb(
      handle, jpeg.baseAddress, jpeg.count, rgb, UInt32(size.width), UInt32(size.height), message.base)
    return Int(status) == CATSEYE_JPEG_OK
  }
}
