import Testing
import Vision

@testable import Dataset

@Suite struct ForeignColoursTests {
  private let palette = [
    LabelClass(index: 0, name: "road", colour: RGBColour(128, 64, 128)),
    LabelClass(index: 1, name: "sky", colour: RGBColour(70, 130, 180)),
  ]

  /// Half road and half sky, and in a square of `side` pixels the given colour.
  private func tally(_ colour: RGBColour, side: Int) -> MaskTally {
    let (width, height) = (40, 30)
    var mask = (0..<width * height).map { palette[$0 % width < 20 ? 0 : 1].colour.packed }
    for y in 5..<5 + side { for x in 5..<5 + side { mask[y * width + x] = colour.packed } }
    var tally = MaskTally()
    tally.add(mask, width: width, height: height)
    return tally
  }

  @Test(arguments: [
    (RGBColour(255, 0, 255), 5, true),  // an area
    (RGBColour(255, 0, 255), 1, true),  // a thin thing, a mixture of nothing
    (RGBColour(130, 66, 126), 5, false),  // road, a little off
    (RGBColour(99, 97, 154), 2, false),  // half road, half sky, as along an edge
    (RGBColour(99, 97, 154), 5, true),  // the same as an area
  ])
  func areasAndThinThingsAreForeignAndEdgesAreNot(_ colour: RGBColour, _ side: Int, _ isForeign: Bool) throws {
    let foreign = ForeignColours(exact: tally(colour, side: side), palette: palette)
    #expect(foreign.items.map(\.colour) == (isForeign ? [colour] : []))
    #expect((foreign.text == nil) == !isForeign)
    #expect(try foreign.entries().allSatisfy { $0.index == 255 })
    if isForeign { #expect(abs((foreign.items.first?.share ?? 0) - Double(side * side) / 1200) < 1e-9) }
  }

  @Test func masksOfAnotherPaletteAreAnError() {
    var tally = MaskTally()
    tally.add([UInt32](repeating: 0xFF00FF, count: 100), width: 10, height: 10)
    let error = #expect(throws: DatasetError.self) { try ForeignColours(exact: tally, palette: palette).entries() }
    #expect(error?.kind == .badData && error?.description.contains("255,0,255") == true)
  }

  /// 16-bit ids are turned as pixels are.
  @Test func masksTurnAsPhotosDo() {
    let mask = MaskPicture(width: 3, height: 2, content: .values([1, 2, 3, 4, 5, 0xABCD]))
    let turned = Orientation(number: 6).turn(mask)
    #expect(turned.width == 2 && turned.height == 3 && turned.ids == [4, 1, 5, 2, 0xABCD, 3])
    #expect(Orientation.upright.turn(mask).ids == mask.ids)
  }
}
