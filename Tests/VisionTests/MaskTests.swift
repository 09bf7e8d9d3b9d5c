import Model
import Testing
import Vision

@Suite struct MaskTests {
  @Test(arguments: [(3, 2, 7, 5), (256, 256, 480, 360), (8, 8, 3, 2), (4, 3, 4, 3)])
  func enlargementTakesTheNearestPixel(_ w: Int, _ h: Int, _ W: Int, _ H: Int) throws {
    let mask = (0..<w * h).map { UInt8($0 * 7 % 251) }
    let enlargement = try MaskEnlargement(
      from: PictureSize(width: w, height: h), to: PictureSize(width: W, height: H))
    var out = [UInt8](repeating: 255, count: W * H)
    mask.withUnsafeBufferPointer { mask in
      out.withUnsafeMutableBufferPointer { enlargement.enlarge(mask, into: $0) }
    }
    for y in 0..<H {
      for x in 0..<W {
        let expected = mask[((2 * y + 1) * h) / (2 * H) * w + ((2 * x + 1) * w) / (2 * W)]
        #expect(out[y * W + x] == expected, "at \(x), \(y)")
      }
    }
  }

  @Test func overlayIsHalfFrameHalfColour() throws {
    let overlay = try Overlay(classes: [
      ModelClass(name: "road", red: 255, green: 0, blue: 7), ModelClass(name: "sky", red: 1, green: 2, blue: 3),
    ])
    var rgb: [UInt8] = [255, 255, 0, 0, 3, 9, 10, 20, 30]
    let mask: [UInt8] = [0, 1, 255]
    mask.withUnsafeBufferPointer { mask in rgb.withUnsafeMutableBufferPointer { overlay.blend(mask, over: $0) } }
    #expect(rgb == [255, 128, 4, 1, 3, 6, 10, 20, 30])
  }
}
