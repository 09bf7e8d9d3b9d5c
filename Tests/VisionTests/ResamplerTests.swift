import Model
import Testing
import Vision

@Suite struct ResamplerTests {
  /// The same generator as tools/fixtures/resize_goldens.py.
  static func picture(_ width: Int, _ height: Int) -> [UInt8] {
    var state = UInt32(width * 1000 + height)
    return (0..<width * height * 3).map { index in
      state = state &* 1_664_525 &+ 1_013_904_223
      return [0, 255, UInt8(state >> 24)][index / 7 % 3]
    }
  }

  static func resized(_ from: (width: Int, height: Int), _ to: (width: Int, height: Int)) throws -> [UInt8] {
    var resampler = try Resampler(
      from: PictureSize(width: from.width, height: from.height), to: PictureSize(width: to.width, height: to.height))
    var out = [UInt8](repeating: 0, count: to.width * to.height * 3)
    picture(from.width, from.height).withUnsafeBufferPointer { rgb in
      out.withUnsafeMutableBufferPointer { resampler.resample(rgb, into: $0) }
    }
    return out
  }

  @Test(arguments: resampleGoldens.indices) func sameBytesAsPillow(_ index: Int) throws {
    let golden = resampleGoldens[index]
    #expect(try Self.resized(golden.from, golden.to) == golden.bytes)
  }

  @Test(arguments: resampleDigests.indices) func sameDigestAsPillow(_ index: Int) throws {
    let golden = resampleDigests[index]
    let bytes = try Self.resized(golden.from, golden.to)
    #expect(bytes.withUnsafeBytes(ModelFormat.checksum) == golden.digest)
  }

  @Test func tensorHoldsBytesMinus128AndNothingElseIsTouched() throws {
    let from = PictureSize(width: 15, height: 11)
    let to = PictureSize(width: 8, height: 8)
    let rowStride = (8 + 2) * 4
    var tensor = [Int8](repeating: 77, count: (8 + 2) * rowStride)
    var resampler = try Resampler(from: from, to: to)
    Self.picture(15, 11).withUnsafeBufferPointer { rgb in
      tensor.withUnsafeMutableBufferPointer { tensor in
        guard let start = tensor.baseAddress else { return }
        resampler.resample(rgb, into: start + rowStride + 4, rowStride: rowStride, pixelStride: 4)
      }
    }
    let bytes = try Self.resized((15, 11), (8, 8))
    var expected = [Int8](repeating: 77, count: tensor.count)
    for y in 0..<8 {
      for x in 0..<8 {
        let pixel = (y + 1) * rowStride + (x + 1) * 4
        for channel in 0..<3 { expected[pixel + channel] = Int8(Int(bytes[(y * 8 + x) * 3 + channel]) - 128) }
        expected[pixel + 3] = 0
      }
    }
    #expect(tensor == expected)
  }

  @Test func aResamplerKeepsNothingFromOneFrameToTheNext() throws {
    var resampler = try Resampler(from: PictureSize(width: 15, height: 11), to: PictureSize(width: 8, height: 8))
    let frame = Self.picture(15, 11)
    let other = frame.map { 255 - $0 }
    var first = [UInt8](repeating: 0, count: 192)
    var again = first
    func resample(_ rgb: [UInt8], _ out: inout [UInt8]) {
      rgb.withUnsafeBufferPointer { rgb in out.withUnsafeMutableBufferPointer { resampler.resample(rgb, into: $0) } }
    }
    resample(frame, &first)
    resample(other, &again)
    #expect(again != first)
    resample(frame, &again)
    #expect(again == first)
  }
}
