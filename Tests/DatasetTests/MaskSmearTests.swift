import Randomness
import Testing

@testable import Dataset

struct MaskSmearTests {
  private let tree = RGBColour(128, 128, 0)
  private let void = RGBColour(0, 0, 0)
  /// The colour halfway between the two.
  private let pedestrian = RGBColour(64, 64, 0)
  private let pole = RGBColour(192, 192, 128)
  private let sky = RGBColour(128, 128, 128)
  private let road = RGBColour(128, 64, 128)

  private func colours(_ palette: [RGBColour]) throws -> MaskColours {
    try MaskColours(
      palette: palette.enumerated().map { LabelClass(index: $0, name: "class\($0)", colour: $1) })
  }

  /// A picture of 40 x 24 pixels whose rows are all alike; each colour is `widths` pixels wide.
  private func picture(_ columns: [(width: Int, colour: RGBColour)]) -> RGBImage {
    let row = columns.flatMap { column in
      (0..<column.width).flatMap { _ in [column.colour.red, column.colour.green, column.colour.blue] }
    }
    return RGBImage(width: row.count / 3, height: 24, pixels: (0..<24).flatMap { _ in row })
  }

  private func smeared(_ image: RGBImage) throws -> RGBImage {
    try JPEG.decode(JPEG.encode(image, quality: 90, subsampling: .half))
  }

  @Test(arguments: [false, true])
  func aBlendedSeamIsNoClassOfItsOwn(isCompressed: Bool) throws {
    // two pixels wide, one of them more than half tree: the mixture is the pedestrian's colour, or close to it
    let soft = picture([(19, tree), (1, RGBColour(72, 72, 0)), (1, RGBColour(56, 56, 0)), (19, void)])
    let labels = try colours([tree, void, pedestrian]).label(isCompressed ? smeared(soft) : soft)
    for y in 0..<24 {
      #expect(Array(labels.indices[40 * y..<40 * (y + 1)]) == (0..<40).map { $0 < 20 ? 0 : 1 })
    }
  }

  @Test(arguments: [1, 2, 3])
  func aThinPoleIsKept(width: Int) throws {
    // the same colour on both sides, and two colours whose mixtures are far from it
    for right in [sky, road] {
      let sharp = picture([(18, sky), (width, pole), (22 - width, right)])
      let labels = try colours([sky, road, pole, pedestrian]).label(smeared(sharp))
      let other = UInt8(right == sky ? 0 : 1)
      for y in 0..<24 {
        let row = (0..<40).map { $0 < 18 ? 0 : $0 < 18 + width ? 2 : other }
        #expect(Array(labels.indices[40 * y..<40 * (y + 1)]) == row, "row \(y)")
      }
    }
  }

  @Test(arguments: [0, 1])
  func smearedChromaDoesNotMoveAnEdge(shift: Int) throws {
    // Pavement and pedestrian have nearly the same luma, so the edge is only in the chroma, which 4:2:0 smears. It is tested at an even and
    // at an odd column: between the encoder's squares of pixels, and inside them.
    let pavement = RGBColour(60, 40, 222)
    let sharp = picture([(20 + shift, pavement), (20 - shift, pedestrian)])
    let labels = try colours([pavement, pedestrian, RGBColour(64, 64, 128), void]).label(smeared(sharp))
    for y in 0..<24 {
      #expect(Array(labels.indices[40 * y..<40 * (y + 1)]) == (0..<40).map { $0 < 20 + shift ? 0 : 1 })
    }
  }

  @Test func smallerThanTheNeighbourhoodsIsFine() throws {
    for (width, height) in [(1, 1), (2, 1), (1, 9), (3, 3)] {
      let image = RGBImage(width: width, height: height)
      #expect(try colours([tree, void]).label(image).indices == [UInt8](repeating: 1, count: width * height))
    }
  }

  @Test func mergedColoursStayWhole() throws {
    // fewer clusters than colours: whichever colours merge, every stripe has one class up to its edges
    let columns = [tree, void, pedestrian, pole, sky, road].map { (width: 20, colour: $0) }
    let mask = try smeared(picture(columns))
    var histogram = ColourHistogram()
    histogram.add(mask)
    for k in 2...5 {
      let labels = try MaskColours(clustering: histogram, k: k, seed: 1).label(mask)
      #expect(Set(labels.indices).count == k)
      for x in 0..<120 {
        let column = Set((0..<24).map { labels.indices[120 * $0 + x] })
        #expect(column == [labels.indices[x / 20 * 20 + 10]], "\(k) clusters, column \(x)")
      }
    }
  }

  @Test func smearIsExplainedByTheNeighbourhood() throws {
    // overlapping discs of 2 to 9 pixels in the colours of streets: hardly any pixel is clean
    let palette = StreetClass.allCases.map(\.colour)
    var random = SplitMix64(seed: 2)
    var mask = LabelMap(width: 160, height: 120, indices: [UInt8](repeating: 0, count: 160 * 120))
    for _ in 0..<260 {
      let (x, y, radius) = (random.integer(below: 160), random.integer(below: 120), 2 + random.integer(below: 8))
      let label = UInt8(random.integer(below: palette.count))
      for index in mask.indices.indices {
        let (dx, dy) = (index % 160 - x, index / 160 - y)
        if dx * dx + dy * dy <= radius * radius { mask.indices[index] = label }
      }
    }
    let found = agreement(try colours(palette).label(smeared(mask.coloured(palette))), mask)
    #expect(found > 0.98)
  }
}
