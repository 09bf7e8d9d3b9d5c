import CJPEG
import Testing

@testable import Dataset

/// Decodes as the board does: with libjpeg in a fixed pool.
struct JPEGPoolTests {
  @Test(arguments: [JPEGFixture.baseline, JPEGFixture.progressive, JPEGFixture.grey])
  func aPoolGivesTheSamePixelsTimeAndAgain(bytes: [UInt8]) throws {
    let expected = try JPEG.decode(bytes).pixels
    var pool = [UInt8](repeating: 0xA5, count: catseye_jpeg_pool_size(16, 16))
    let size = pool.count
    try pool.withUnsafeMutableBytes { memory in
      let decoder = try #require(catseye_jpeg_decoder_create(256, memory.baseAddress, size))
      defer { catseye_jpeg_decoder_destroy(decoder) }
      for round in 0..<100 {
        // cut pictures in between must leave nothing behind
        #expect(decode(decoder, Array(bytes[..<(bytes.count / 2 + round % 50)])).status != CATSEYE_JPEG_OK)
        let (status, pixels) = decode(decoder, bytes)
        #expect(status == CATSEYE_JPEG_OK)
        #expect(pixels == expected)
      }
    }
  }

  @Test func aPoolThatIsTooSmallIsAStatus() throws {
    for size in stride(from: 0, to: 8000, by: 500) {
      var pool = [UInt8](repeating: 0, count: 8000)
      try pool.withUnsafeMutableBytes { memory in
        let decoder = try #require(catseye_jpeg_decoder_create(256, memory.baseAddress, size))
        defer { catseye_jpeg_decoder_destroy(decoder) }
        #expect(decode(decoder, JPEGFixture.baseline).status == CATSEYE_JPEG_NO_MEMORY)
      }
    }
  }

  @Test func aWrongSizeIsAStatus() throws {
    let decoder = try #require(catseye_jpeg_decoder_create(256, nil, 0))
    defer { catseye_jpeg_decoder_destroy(decoder) }
    var rgb = [UInt8](repeating: 0, count: 768)
    var message = [CChar](repeating: 0, count: 200)
    let bytes = JPEGFixture.baseline
    let status = catseye_jpeg_decode_rgb(decoder, bytes, bytes.count, &rgb, 15, 16, &message)
    #expect(Int(status) == CATSEYE_JPEG_SIZE_MISMATCH)
    #expect(message[0] != 0)
  }

  @Test func theEncoderFillsABufferToTheLastByteAndNoFurther() throws {
    let image = samplePicture(width: 40, height: 24)
    let expected = try JPEG.encode(image, quality: 90, subsampling: .half)
    let encoder = try #require(catseye_jpeg_encoder_create(nil, 0))
    defer { catseye_jpeg_encoder_destroy(encoder) }
    for capacity in [0, 1, 100, expected.count - 1, expected.count, expected.count + 1] {
      var buffer = [UInt8](repeating: 0xEE, count: expected.count + 8)
      var size = 0
      var message = [CChar](repeating: 0, count: 200)
      let status = catseye_jpeg_encode_rgb(
        encoder, image.pixels, 40, 24, 90, Int32(CATSEYE_JPEG_420), &buffer, capacity, &size, &message)
      #expect(Int(status) == (capacity < expected.count ? CATSEYE_JPEG_BUFFER_FULL : CATSEYE_JPEG_OK))
      #expect(buffer[capacity...].allSatisfy { $0 == 0xEE } || capacity > expected.count)
      if capacity >= expected.count { #expect(Array(buffer[..<size]) == expected) }
    }
  }

  private func decode(_ decoder: OpaquePointer, _ bytes: [UInt8]) -> (status: Int, pixels: [UInt8]) {
    var rgb = [UInt8](repeating: 0, count: 768)
    var message = [CChar](repeating: 0, count: 200)
    let status = catseye_jpeg_decode_rgb(decoder, bytes, bytes.count, &rgb, 16, 16, &message)
    return (Int(status), rgb)
  }
}
