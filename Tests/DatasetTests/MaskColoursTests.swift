import Testing

@testable import Dataset

struct MaskColoursTests {
  @Test func edgesAreNotInteriors() {
    let mask = stripedMask(width: 12, height: 6, stripe: 6, colours: 2)
    var histogram = ColourHistogram()
    histogram.add(mask.coloured([RGBColour(0, 0, 0), RGBColour(200, 0, 0)]))
    // the columns at the picture's edge and at the other stripe do not count
    #expect(histogram.bins.map(\.count) == [4 * 4, 4 * 4])
  }

  @Test func aMaskWithoutInteriorsIsRefused() {
    var histogram = ColourHistogram()
    histogram.add(stripedMask(width: 40, height: 1, stripe: 5, colours: 2).coloured([RGBColour(9, 9, 9)]))
    #expect(histogram.bins.isEmpty)
    #expect(throws: DatasetError.self) { try MaskColours(clustering: histogram, k: 3, seed: 1) }
  }

  @Test func mergedHistogramsEqualOneOfAll() {
    let (a, b) = (samplePicture(width: 90, height: 60), samplePicture(width: 31, height: 44))
    var (one, two, all) = (ColourHistogram(), ColourHistogram(), ColourHistogram())
    one.add(a)
    two.add(b)
    one.add(two)
    all.add(a)
    all.add(b)
    #expect(one.bins.map(\.count) == all.bins.map(\.count))
    #expect(one.bins.map(\.colour) == all.bins.map(\.colour))
    #expect(!all.bins.isEmpty)
  }
}
