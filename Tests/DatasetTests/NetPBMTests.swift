import Testing

@testable import Dataset

struct NetPBMTests {
  @Test func roundTrips() throws {
    let image = samplePicture(width: 5, height: 3)
    #expect(try NetPBM.decodePPM(NetPBM.encode(image)) == image)
    let labels = LabelMap(width: 3, height: 2, indices: [0, 1, 255, 10, 13, 32])
    #expect(try NetPBM.decodePGM(NetPBM.encode(labels)) == labels)
  }

  @Test func commentsAndAnyWhiteSpaceAreRead() throws {
    let bytes = Array("P5 # made by hand\n# size\n2\t1 \n255\n".utf8) + [35, 10]
    #expect(try NetPBM.decodePGM(bytes) == LabelMap(width: 2, height: 1, indices: [35, 10]))
  }

  @Test(arguments: [
    "", "P", "P5", "P2\n1 1\n255\n0", "P6\n1 1\n255\nabc", "P5\n1 1\n255", "P5\n1 1\n255\n", "P5\n1 1\n255\nab",
    "P5\n0 1\n255\n", "P5\n-1 1\n255\nx", "P5\n1 1\n65535\nxx", "P5\n1 1\n15\nx", "P51 1\n255\nx",
    "P5\n99999999999999999999 1\n255\nx", "P5\n65535 65535\n255\nx", "P5\nx y\n255\nx", "P5\n1 1 # 255\nx",
  ])
  func damagedPGMsAreRefused(text: String) {
    let error = #expect(throws: DatasetError.self) { try NetPBM.decodePGM(Array(text.utf8)) }
    #expect(error?.kind == .badData)
  }

  @Test func aPPMIsNotAPGM() {
    let bytes = NetPBM.encode(samplePicture(width: 2, height: 2))
    #expect(throws: DatasetError.self) { try NetPBM.decodePGM(bytes) }
  }
}
