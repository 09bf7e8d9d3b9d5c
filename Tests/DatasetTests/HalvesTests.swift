import Testing

@testable import Dataset

struct HalvesTests {
  /// A picture in which red gives the column and green gives the row.
  private func coordinates(width: Int, height: Int) -> RGBImage {
    var image = RGBImage(width: width, height: height)
    for index in 0..<width * height {
      image.pixels[3 * index] = UInt8(index % width)
      image.pixels[3 * index + 1] = UInt8(index / width)
    }
    return image
  }

  @Test(arguments: [(2, 2), (6, 4), (7, 3), (3, 1), (101, 2)])
  func halvesAreEqualAndTheMiddleOfAnOddWidthIsInNeither(width: Int, height: Int) throws {
    let (photo, mask) = try coordinates(width: width, height: height).halves()
    #expect(photo.width == width / 2 && mask.width == width / 2)
    #expect(photo.height == height && mask.height == height)
    let start = width - width / 2
    for y in 0..<height {
      for x in 0..<width / 2 {
        let pixel = 3 * (y * (width / 2) + x)
        #expect(photo.pixels[pixel] == UInt8(x) && photo.pixels[pixel + 1] == UInt8(y))
        #expect(mask.pixels[pixel] == UInt8(start + x) && mask.pixels[pixel + 1] == UInt8(y))
      }
    }
  }

  @Test func onePixelIsNoPair() {
    #expect(throws: DatasetError.self) { try RGBImage(width: 1, height: 5).halves() }
  }

  @Test func besideUndoesHalves() throws {
    let image = coordinates(width: 8, height: 5)
    let (photo, mask) = try image.halves()
    #expect(photo.beside(mask) == image)
  }
}
