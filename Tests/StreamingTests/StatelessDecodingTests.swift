import Randomness
import Testing
import Vision

@testable import Streaming

/// A frame's result is the same alone and after any other frame, whatever that one leaves in libjpeg.
@Suite struct StatelessDecodingTests {
  /// The pixels, or the reason why there are none.
  enum Result: Equatable {
    case pixels([UInt8])
    case refused(String)
  }

  @Test func aPictureIsTheSameBehindEachOther() throws {
    let pictures = try CorpusPicture.all()
    let alone = try pictures.map { try Self.results([$0.bytes])[0] }
    for (first, before) in pictures.enumerated() {
      for (second, picture) in pictures.enumerated() {
        let both = try Self.results([before.bytes, picture.bytes])
        let isRight = both == [alone[first], alone[second]]
        #expect(isRight, "\(picture.name), behind \(before.name)")
      }
    }
  }

  @Test func inAnyOrder() throws {
    let pictures = try CorpusPicture.all()
    let alone = try pictures.map { try Self.results([$0.bytes])[0] }
    var generator = SplitMix64(seed: 16)
    for round in 0..<20 {
      let order = pictures.indices.shuffled(using: &generator)
      let isRight = try Self.results(order.map { pictures[$0].bytes }) == order.map { alone[$0] }
      #expect(isRight, "round \(round): \(order.map { pictures[$0].name })")
    }
  }

  /// Runs them through the stream's reader, whose decoder and frame grow with the pictures.
  @Test func inAStreamOfAnyOrder() throws {
    let pictures = try CorpusPicture.all().filter { $0.bytes.suffix(2) == [0xFF, 0xD9] && $0.name != "tables alone" }
    let alone = try pictures.map { try ReaderTests.frames(MJPEGReader(ArraySource($0.bytes))) }
    var generator = SplitMix64(seed: 4)
    for _ in 0..<10 {
      let order = pictures.indices.shuffled(using: &generator)
      let frames = try ReaderTests.frames(MJPEGReader(ArraySource(order.flatMap { pictures[$0].bytes })))
      let isRight = frames == order.flatMap { alone[$0] }
      #expect(isRight, "\(order.map { pictures[$0].name })")
    }
  }

  /// The decoder's memory grows with the pictures so far, so a picture must never need more than its own size asks for.
  @Test func aDecoderOfItsSizeIsEnough() throws {
    for picture in try CorpusPicture.all() {
      var decoder = try JPEGDecoder(for: PictureSize(width: 656, height: 496))
      let size = picture.bytes.withUnsafeBufferPointer { decoder.size(of: $0) }
      guard let size else { continue }
      let isRight = try Self.results([picture.bytes], for: size) == Self.results([picture.bytes])
      #expect(isRight, "\(picture.name)")
    }
  }

  /// The corpus is what it should be: good pictures are decoded, and bad ones are refused.
  @Test func whatIsRefused() throws {
    for picture in try CorpusPicture.all() {
      let isRefused = if case .refused = try Self.results([picture.bytes])[0] { true } else { false }
      let mustBe = [
        "CMYK", "YCCK", "no quantisation", "one quantisation", "no tables", "tables alone", "cut ", "noise",
      ]
      let may = ["no restart interval", "no Huffman tables, progressive"]
      guard !may.contains(where: picture.name.hasPrefix) else { continue }
      #expect(isRefused == mustBe.contains(where: picture.name.hasPrefix), "\(picture.name)")
    }
  }

  @Test func noQuantisationTableIsToldAsSuch() throws {
    for picture in try CorpusPicture.all() where picture.name.contains("quantisation table") {
      #expect(try Self.results([picture.bytes]) == [.refused("no quantisation table of its own")], "\(picture.name)")
    }
  }

  /// One decoder for all pictures, as large as the largest needs.
  private static func results(
    _ jpegs: [[UInt8]], for largest: PictureSize = PictureSize(width: 656, height: 496)
  ) throws -> [Result] {
    var decoder = try JPEGDecoder(for: largest)
    return jpegs.map { jpeg in
      jpeg.withUnsafeBufferPointer { jpeg in
        guard let size = decoder.size(of: jpeg) else { return .refused(decoder.reason) }
        var rgb = [UInt8](repeating: 0, count: size.rgbBytes)
        let isWhole = rgb.withUnsafeMutableBufferPointer { rgb in
          rgb.baseAddress.map { decoder.decode(jpeg, of: size, into: $0) } ?? false
        }
        return isWhole ? .pixels(rgb) : .refused(decoder.reason)
      }
    }
  }
}
