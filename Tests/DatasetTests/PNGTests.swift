import Foundation
import Testing
import Vision

@testable import Dataset

/// Files that PIL wrote (`tools/tests/test_label_kinds.py` compares every kind that it writes).
@Suite struct PNGTests {
  /// Indices 0 to 4 with 4 bits, 12 x 9.
  static let palette = file(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAwAAAAJBAMAAAD0ltBnAAAAD1BMVEUAAACAQIBGRkYAAI7cFDzy8c+pAAAAAXRSTlMAQObYZgAA\
    AClJREFUeJxjVGJgEGQUYGJgYGBgYIBSjAwMDC5wHpRiEWRgYPj3AFUQADrTAopGfYGEAAAAAElFTkSuQmCC
    """)
  /// The same indices times 1000, in 16 bits of grey.
  static let deep = file(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAwAAAAJEAAAAABzQ07LAAAAL0lEQVR4nGNkv8AABywvECQTAw6AU4IRmcO/gAgdOCVYmF8g8XYw\
    MDAw/DAgzygAUEQGPJqL/bIAAAAASUVORK5CYII=
    """)
  /// 6 x 5, four channels.
  static let rgba = file(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAYAAAAFCAYAAABmWJ3mAAAAiElEQVR4nAF9AIL/AEXTQWikjBUH3cDWidFUc8kfTR90+iJiZwDn\
    NIBDBcAPR398Hfu/9he5S4rsRrkpUvgBa4RKHQEbKqnw/VEkEW7ynXJrp4iWL2fLAswTgyXsOCC8UOY21qAb1EoyOWS6ao3J8wBb\
    MHoUONqq3NfgT3ieRusB1qVAuGnV/0jVrTqjDw1c5AAAAABJRU5ErkJggg==
    """)
  /// The indices times 40, and EXIF orientation 6.
  static let turned = file(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAwAAAAJCAAAAAAj05KIAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZnS2kAAAAp\
    SURBVHicYwxgYGBgYNBgYNBgYGBiQAIoHEYItQBTBoXDogFjbcCnDACQ+gIrFEQyXQAAAABJRU5ErkJggg==
    """)
  /// The indices as grey, interlaced.
  static let interlaced = file(
    """
    iVBORw0KGgoAAAANSUhEUgAAAAwAAAAJCAAAAAFU1KIeAAAAOklEQVR4nGWLQQLAMAjCIPL/N4/V7jQvEYli5AhZUjkp0hMCptF2\
    bmpx8crZDj5wZvq0xkq/4DPdKj86ggD0WhF8bwAAAABJRU5ErkJggg==
    """)
  static let all = [palette, deep, rgba, turned, interlaced]

  private static func file(_ base64: String) -> [UInt8] { [UInt8](Data(base64Encoded: base64) ?? Data()) }

  @Test func masksHoldWhatWasStored() throws {
    let ids = try #require(try PNG.decodeMask(Self.palette).ids)
    #expect(ids.count == 12 * 9 && Set(ids).isSubset(of: 0...4) && Set(ids).count > 2)
    #expect(try PNG.decodeMask(Self.interlaced).ids == ids)
    #expect(try PNG.decodeMask(Self.deep).ids == ids.map { 1000 * $0 })
    #expect(try PNG.decodeMask(Self.turned).ids == ids.map { 40 * $0 })
    #expect(try PNG.decodeMask(Self.rgba).ids == nil)
    let colours = try #require(try PNG.decodeMask(Self.palette).colours)
    #expect(zip(ids, colours).allSatisfy { $0.1 == [0, 0x804080, 0x464646, 0x00008E, 0xDC143C][Int($0.0)] })
  }

  @Test func photosHaveColoursAndAFourth() throws {
    let image = try PNG.decode(Self.rgba)
    #expect(image.width == 6 && image.height == 5 && image.fourth?.count == 30)
    #expect(try PNG.decode(Self.interlaced).fourth == nil)
    #expect(Orientation(of: Self.turned).number == 6 && Orientation(of: Self.rgba).number == 1)
    #expect(Orientation(of: []).isUpright && Orientation(of: [0xFF, 0xD8, 0xFF, 0xE1, 0, 0]).isUpright)
  }

  /// A file that is cut or flipped gives an error or a picture; a picture that is too large is refused before its pixels are read.
  @Test func damagedFilesAreRefused() {
    for file in Self.all {
      for count in file.indices.dropLast(12) {
        #expect(throws: DatasetError.self) { try PNG.decodeMask(Array(file[..<count])) }
      }
      for at in file.indices {
        var flipped = file
        flipped[at] ^= 0x10
        _ = try? PNG.decode(flipped)
        _ = try? PNG.decodeMask(flipped)
        _ = Orientation(of: flipped)
      }
      #expect(throws: DatasetError.self) { try PNG.decode(file, maxPixels: 20) }
    }
  }
}
