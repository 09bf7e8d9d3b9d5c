import Testing

@testable import Dataset

@Suite struct MaskNamingTests {
  private func matched(_ photos: [String], _ masks: [String]) throws -> [String: String] {
    let matching = try PhotoMatching(photos: photos, in: "P", masks: masks, in: "M")
    return Dictionary(
      uniqueKeysWithValues: matching.items.map { item in
        if case .file(let path) = item.mask { (item.photo, path) } else { (item.photo, "") }
      })
  }

  @Test func masksOfOneNameInManyFoldersAreToldByTheFolders() throws {
    let found = try matched(["a/1.jpg", "b/1.jpg", "b/2.jpg"], ["a/1.png", "b/1.png", "b/2.png"])
    #expect(found == ["P/a/1.jpg": "M/a/1.png", "P/b/1.jpg": "M/b/1.png", "P/b/2.jpg": "M/b/2.png"])
    #expect(PhotoMatching.outputNames(["a/1.jpg", "b/1.jpg"]) == ["a_1", "b_1"])
    #expect(PhotoMatching.outputNames(["a/1.jpg", "b/2.jpg"]) == ["1", "2"])
  }

  @Test func aMaskIsNobodysTwice() throws {
    let matching = try PhotoMatching(photos: ["img_1.jpg", "1.jpg"], in: "P", masks: ["1.png"], in: "M")
    #expect(matching.items.map(\.photo) == ["P/1.jpg"] && matching.lonelyPhotos == ["img_1.jpg"])
  }

  @Test func digitsAreNotParted() {
    let rule = NameRule.learned(photos: ["pic1", "pic10", "pic11"], masks: ["1-x", "10-x", "11-x"])
    #expect(rule?.mask(of: "pic10") == "10-x" && rule?.mask(of: "other") == nil)
    #expect(NameRule.learned(photos: ["alpha", "beta"], masks: ["17", "18"]) == nil)
  }

  @Test func drivesGoByTheNumbersAtTheEnd() {
    #expect(
      PairLabeller.drive(of: "aachen_000000_000019_leftImg8bit")
        == PairLabeller.drive(of: "aachen_000000_000020_leftImg8bit"))
    #expect(PairLabeller.drive(of: "0001TP_006690") != PairLabeller.drive(of: "0006R0_006690"))
  }
}
