import Testing

@testable import Dataset

@Suite struct PAMTests {
  private static func file(depth: Int, samples: [UInt8], maximum: Int = 255) -> [UInt8] {
    Array("P7\n# a comment\nWIDTH 2\nHEIGHT 1\nDEPTH \(depth)\nMAXVAL \(maximum)\nTUPLTYPE RGB_ALPHA\nENDHDR\n".utf8)
      + samples
  }

  @Test func channelsFindTheirPlaces() throws {
    let four = try PAM.decode(Self.file(depth: 4, samples: [1, 2, 3, 4, 5, 6, 7, 8]))
    #expect(four.width == 2 && four.height == 1 && four.pixels == [1, 2, 3, 5, 6, 7] && four.fourth == [4, 8])
    let three = try PAM.decode(Self.file(depth: 3, samples: [1, 2, 3, 4, 5, 6]))
    #expect(three.pixels == [1, 2, 3, 4, 5, 6] && three.fourth == nil)
    #expect(try PAM.decode(Self.file(depth: 1, samples: [9, 10])).pixels == [9, 9, 9, 10, 10, 10])
  }

  @Test func damagedFilesAreRefused() {
    let good = Self.file(depth: 4, samples: [1, 2, 3, 4, 5, 6, 7, 8])
    let wrong: [[UInt8]] = [
      [], Array("P6\n".utf8), Array(good.dropLast()), good + [0], Self.file(depth: 2, samples: [1, 2, 3, 4]),
      Self.file(depth: 1, samples: [1, 2], maximum: 65_535),
      Array("P7\nWIDTH 99999999999999999999\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nENDHDR\n".utf8),
      Array("P7\nWIDTH 2\nWIDTH 2\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nENDHDR\n".utf8) + good.suffix(8),
      Array("P7\nWIDTH 65535\nHEIGHT 65535\nDEPTH 4\nMAXVAL 255\nENDHDR\n".utf8) + good.suffix(8),
    ]
    for bytes in wrong { #expect(throws: DatasetError.self) { try PAM.decode(bytes) } }
    for count in good.indices { #expect(throws: DatasetError.self) { try PAM.decode(Array(good[..<count])) } }
  }
}
