import Testing

@testable import Dataset

struct JPEGTests {
  @Test(arguments: [(64, 48), (33, 17), (1, 1), (200, 3)])
  func roundTripKeepsSizeAndNearlyThePixels(width: Int, height: Int) throws {
    let image = samplePicture(width: width, height: height)
    let decoded = try JPEG.decode(JPEG.encode(image, quality: 98, subsampling: .none))
    #expect(decoded.width == width && decoded.height == height)
    let largest = zip(image.pixels, decoded.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(largest <= 16)
  }

  @Test func encodingIsDeterministicAndObeysItsParameters() throws {
    let image = samplePicture(width: 64, height: 64)
    let fine = try JPEG.encode(image, quality: 95, subsampling: .none)
    #expect(try fine == JPEG.encode(image, quality: 95, subsampling: .none))
    #expect(try JPEG.encode(image, quality: 95, subsampling: .half).count < fine.count)
    #expect(try JPEG.encode(image, quality: 40, subsampling: .none).count < fine.count)
  }

  /// Every truncation except the one that removes only the end marker, whose pixels are complete.
  @Test func everyTruncationIsRefused() throws {
    let baseline = try JPEG.encode(samplePicture(width: 32, height: 32), quality: 80, subsampling: .half)
    for bytes in [baseline, JPEGFixture.progressive] {
      for count in 0..<bytes.count - 2 {
        #expect(kind(Array(bytes[..<count])) == .badData, "\(count) of \(bytes.count) bytes")
      }
      for count in bytes.count - 2...bytes.count {
        #expect(try JPEG.decode(Array(bytes[..<count])) == JPEG.decode(bytes))
      }
    }
  }

  @Test func damagedEntropyCodedDataIsRefused() throws {
    let good = try JPEG.encode(samplePicture(width: 64, height: 64), quality: 80, subsampling: .none)
    let middle = good.count * 3 / 4
    var ended = good
    ended.replaceSubrange(middle..<middle + 2, with: [0xFF, 0xD9])  // the end comes too early
    #expect(kind(ended) == .badData)
    var ones = good
    let allOnes = [UInt8]((0..<32).flatMap { _ in [0xFF, 0x00] as [UInt8] })  // no Huffman code is all ones
    ones.replaceSubrange(middle..<middle + 64, with: allOnes)
    // the reason matters: a decoder that goes on would find another reason, but only by luck
    let error = #expect(throws: DatasetError.self) { try JPEG.decode(ones) }
    #expect(error?.description.contains("Huffman") == true, "\(error?.description ?? "nothing")")
  }

  @Test func harmlessOdditiesAreAccepted() throws {
    let good = try JPEG.encode(samplePicture(width: 16, height: 16), quality: 80, subsampling: .none)
    let image = try JPEG.decode(good)
    #expect(try JPEG.decode(good + [1, 2, 3]) == image)
    // stray bytes between the JFIF segment and the next marker
    let next = 2 + 2 + Int(good[4]) << 8 + Int(good[5])
    try #require(good[next] == 0xFF)
    #expect(try JPEG.decode(Array(good[..<next]) + [0, 7, 9] + good[next...]) == image)
    var version = good
    version[11] = 9  // JFIF 9
    #expect(try JPEG.decode(version) == image)
  }

  @Test func greyBecomesRGB() throws {
    let image = try JPEG.decode(JPEGFixture.grey)
    #expect(image.width == 16 && image.height == 16)
    for pixel in stride(from: 0, to: image.pixels.count, by: 3) {
      #expect(image.pixels[pixel] == image.pixels[pixel + 1] && image.pixels[pixel] == image.pixels[pixel + 2])
    }
    #expect(Set(image.pixels).count > 10)
  }

  @Test func progressiveGivesTheSamePixelsAsBaseline() throws {
    #expect(try JPEG.decode(JPEGFixture.progressive) == JPEG.decode(JPEGFixture.baseline))
  }

  @Test func cmykIsRefusedByName() {
    let error = #expect(throws: DatasetError.self) { try JPEG.decode(JPEGFixture.cmyk) }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains("CMYK") == true)
  }

  @Test func tooManyPixelsAreRefused() throws {
    let bytes = try JPEG.encode(samplePicture(width: 20, height: 10), quality: 80, subsampling: .none)
    #expect(throws: DatasetError.self) { try JPEG.decode(bytes, maxPixels: 199) }
    #expect(throws: Never.self) { try JPEG.decode(bytes, maxPixels: 200) }
  }

  @Test func otherBytesAreRefused() {
    #expect(kind([]) == .badData)
    #expect(kind(Array("P6\n1 1\n255\nabc".utf8)) == .badData)
    #expect(kind([0xFF, 0xD8, 0xFF, 0xD9]) == .badData)
  }

  private func kind(_ bytes: [UInt8]) -> DatasetError.Kind? {
    do throws(DatasetError) {
      _ = try JPEG.decode(bytes)
      return nil
    } catch {
      return error.kind
    }
  }
}
