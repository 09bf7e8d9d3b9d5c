import Model
import Randomness
import Testing
import Vision

@Suite struct OverlayTests {
  @Test(arguments: [(1, 1, 1), (7, 5, 1), (9, 6, 2), (16, 3, 4), (3, 16, 16), (8, 8, 0)])
  func edgesAreWhereClassesDiffer(_ width: Int, _ height: Int, _ line: Int) {
    var random = SplitMix64(seed: UInt64(width * 100 + height))
    let mask = (0..<width * height).map { _ in UInt8.random(in: 0..<3, using: &random) }
    var rgb = [UInt8](repeating: 7, count: 3 * mask.count)
    let size = PictureSize(width: width, height: height)
    mask.withUnsafeBufferPointer { mask in
      rgb.withUnsafeMutableBufferPointer { ClassEdges(width: line).draw(mask, of: size, over: $0) }
    }
    for y in 0..<height {
      for x in 0..<width {
        let right = x + line < width && mask[y * width + x] != mask[y * width + x + line]
        let below = y + line < height && mask[y * width + x] != mask[(y + line) * width + x]
        #expect(rgb[3 * (y * width + x)..<3 * (y * width + x) + 3].allSatisfy { $0 == (right || below ? 255 : 7) })
      }
    }
  }

  @Test(arguments: [(360, 1), (1, 1), (539, 1), (540, 2), (1080, 3), (16384, 16)])
  func edgesGrowWithTheFrame(_ height: Int, _ width: Int) {
    #expect(ClassEdges(for: PictureSize(width: 10, height: height)).width == width)
  }

  /// A frame that is too small for it, and one with room: squares in the classes' colours, letters, and nothing outside.
  @Test(arguments: [(1, 1), (12, 5), (200, 100), (200, 1000)])
  func legendFitsOrIsCutOff(_ width: Int, _ height: Int) {
    let classes = [
      ModelClass(name: "road", red: 200, green: 10, blue: 20), ModelClass(name: "Bäume", red: 1, green: 2, blue: 3),
    ]
    var rgb = [UInt8](repeating: 100, count: 3 * width * height)
    let size = PictureSize(width: width, height: height)
    rgb.withUnsafeMutableBufferPointer { Legend(classes, for: size).draw(over: $0, of: size) }
    let scale = max(1, (height + 180) / 360)
    for y in 0..<height {
      for x in 0..<width {
        let pixel = Array(rgb[3 * (y * width + x)..<3 * (y * width + x) + 3])
        let (column, row) = (x / scale, y / scale)
        if column >= 3 * 2 + 7 + 5 * 6 - 1 || row >= 22 {
          #expect(pixel == [100, 100, 100])
        } else if (2..<9).contains(column), (2..<9).contains(row) {
          #expect(pixel == [200, 10, 20])
        } else if (2..<9).contains(column), (12..<19).contains(row) {
          #expect(pixel == [1, 2, 3])
        } else {
          #expect(pixel == [25, 25, 25] || pixel == [255, 255, 255])
        }
      }
    }
  }

  @Test func palettesAreRead() {
    let text = "# comment\n\nroad 1 2 3\r\n\ttraffic  sign 255\t010 16\n"
    let read = Palette.read(Array(text.utf8))
    #expect(read.wrongLine == nil)
    #expect(
      read.entries == [
        ModelClass(name: "road", red: 1, green: 2, blue: 3),
        ModelClass(name: "traffic  sign", red: 255, green: 10, blue: 16),
      ])
    let own = [ModelClass(name: "car", red: 9, green: 9, blue: 9), ModelClass(name: "road", red: 8, green: 8, blue: 8)]
    #expect(Palette.named(read.entries).applied(to: own) == [own[0], read.entries[0]])
    let many = Palette.vivid.applied(to: (0..<256).map { ModelClass(numbered: $0) })
    #expect(many[13].red == 255 && many[13].green == 0 && many[13].name == "class13")
  }

  @Test(arguments: [
    "road", "road 1 2", "road 1 2 256", "road 1 2 -3", "1 2 3", "road 1 2 0003", "road 1 2 x", "road 1 2 3 x",
    "road 1 2 99999999999999999999", "\u{1} 1 2 3",
  ])
  func otherLinesAreNot(_ line: String) {
    #expect(Palette.read(Array("car 0 0 0\n\(line)\n".utf8)).wrongLine == 2)
  }
}
