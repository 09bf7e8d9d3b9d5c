import CJPEG
import Vision

/// libjpeg-turbo's encoder. It encodes many pictures in memory that it takes once.
@safe
struct JPEGEncoder: ~Copyable {
  static let quality: Int32 = 90

  private let handle: OpaquePointer
  private let message: Buffer<CChar>
  /// The memory that libjpeg itself works in; it takes no other.
  private let pool: Buffer<UInt8>

  /// - Parameter largest: pictures of up to this width and height can be encoded.
  init(for largest: PictureSize) throws(VisionError) {
    let message = try Buffer<CChar>(count: Int(CATSEYE_JPEG_MESSAGE_SIZE))
    let pool = try Buffer<UInt8>(count: catseye_jpeg_pool_size(UInt32(largest.width), UInt32(largest.height)))
    guard let handle = unsafe catseye_jpeg_encoder_create(pool.base, pool.count) else {
      throw .outOfMemory(bytes: message.count)
    }
    unsafe self.handle = unsafe handle
    self.message = message
    self.pool = pool
  }

  deinit { unsafe catseye_jpeg_encoder_destroy(handle) }

  /// Bytes that hold any picture of this size: a coefficient takes up to 26 bits, and twice as many when every byte is stuffed.
  static func capacity(for size: PictureSize) -> Int {
    4096 + 12 * ((size.width + 15) & ~15) * ((size.height + 15) & ~15)  // 4:2:0: 1.5 coefficients a pixel
  }

  /// Encodes [height][width][3] with chroma at half size; returns the number of bytes.
  mutating func encode(
    _ rgb: UnsafeBufferPointer<UInt8>, of size: PictureSize, into room: UnsafeMutableBufferPointer<UInt8>
  ) throws(StreamError) -> Int {
    precondition(rgb.count == size.rgbBytes)
    var count = 0
    guard let pixels = rgb.baseAddress, let out = room.baseAddress else { return 0 }
    let status = unsafe catseye_jpeg_encode_rgb(
      handle, pixels, UInt32(size.width), UInt32(size.height), JPEGEncoder.quality, Int32(CATSEYE_JPEG_420), out,
      room.count, &count, message.base)
    guard Int(status) == CATSEYE_JPEG_OK else { throw unsafe .cannotEncode(String(cString: message.base)) }
    return count
  }
}
