import CJPEG
import Vision

/// libjpeg-turbo's decoder. It decodes many pictures in memory that it takes once.
@safe
struct JPEGDecoder: ~Copyable {
  /// The most pixels of a picture: more than any car camera delivers, and so few that a hostile header cannot exhaust the memory.
  static let maximumPixels = 1 << 26

  private let handle: OpaquePointer
  private let message: Buffer<CChar>
  /// The memory that libjpeg itself works in; it takes no other.
  private let pool: Buffer<UInt8>
  /// The largest width and height of a picture that can be decoded.
  let largest: PictureSize

  /// - Parameter largest: pictures of up to this width and height can be decoded, progressive ones too.
  init(for largest: PictureSize) throws(VisionError) {
    let message = try Buffer<CChar>(count: Int(CATSEYE_JPEG_MESSAGE_SIZE))
    let pool = try Buffer<UInt8>(count: catseye_jpeg_pool_size(UInt32(largest.width), UInt32(largest.height)))
    let pixels = UInt64(JPEGDecoder.maximumPixels)
    guard let handle = unsafe catseye_jpeg_decoder_create(pixels, pool.base, pool.count) else {
      throw .outOfMemory(bytes: message.count)
    }
    unsafe self.handle = unsafe handle
    self.message = message
    self.pool = pool
    self.largest = largest
  }

  func fits(_ size: PictureSize) -> Bool { size.width <= largest.width && size.height <= largest.height }

  deinit { unsafe catseye_jpeg_decoder_destroy(handle) }

  /// Why the last call failed.
  var reason: String { unsafe String(cString: message.base) }

  /// The picture's size; nil if its headers are damaged or refused.
  mutating func size(of jpeg: UnsafeBufferPointer<UInt8>) -> PictureSize? {
    var width: UInt32 = 0
    var height: UInt32 = 0
    let status = unsafe catseye_jpeg_read_header(handle, jpeg.baseAddress, jpeg.count, &width, &height, message.base)
    guard Int(status) == CATSEYE_JPEG_OK, width > 0, height > 0 else { return nil }
    return PictureSize(width: Int(width), height: Int(height))
  }

  /// Decodes into [height][width][3] at `rgb`. Returns false if the picture's data are damaged; then a part of it is there.
  mutating func decode(
    _ jpeg: UnsafeBufferPointer<UInt8>, of size: PictureSize, into rgb: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    let status = unsafe catseye_jpeg_decode_rgb(
      handle, jpeg.baseAddress, jpeg.count, rgb, UInt32(size.width), UInt32(size.height), message.base)
    return Int(status) == CATSEYE_JPEG_OK
  }
}
