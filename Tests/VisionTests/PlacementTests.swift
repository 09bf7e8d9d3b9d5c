import Testing
import Vision

@Suite struct PlacementTests {
  static let wide = PictureSize(width: 1920, height: 1080)
  static let square = PictureSize(width: 256, height: 256)

  @Test func stretchTakesAll() {
    let placement = Placement(.stretch, of: Self.wide, to: Self.square)
    #expect(
      placement.source == PictureRegion(whole: Self.wide) && placement.target == PictureRegion(whole: Self.square))
  }

  @Test func cropTakesTheMiddle() {
    let placement = Placement(.crop, of: Self.wide, to: Self.square)
    #expect(placement.source == PictureRegion(x: 420, y: 0, size: PictureSize(width: 1080, height: 1080)))
    let tall = Placement(.crop, of: PictureSize(width: 3, height: 100), to: PictureSize(width: 200, height: 2))
    #expect(tall.source == PictureRegion(x: 0, y: 49, size: PictureSize(width: 3, height: 1)))
  }

  @Test func letterboxKeepsTheProportions() {
    let placement = Placement(.letterbox, of: Self.wide, to: Self.square)
    #expect(placement.source == PictureRegion(whole: Self.wide))
    #expect(placement.target == PictureRegion(x: 0, y: 56, size: PictureSize(width: 256, height: 144)))
  }

  @Test(arguments: [Placement.Fit.crop, .letterbox]) func likeSizesAreTakenWhole(_ fit: Placement.Fit) {
    let placement = Placement(fit, of: PictureSize(width: 512, height: 512), to: Self.square)
    #expect(placement.source.size.width == 512 && placement.target == PictureRegion(whole: Self.square))
  }

  /// A region of a wider picture is resized as if it had been cut out first.
  @Test func resizingARegion() throws {
    let whole = ResamplerTests.picture(20, 9)
    let size = PictureSize(width: 11, height: 6)
    let first = (2 * 20 + 3) * 3  // of the region at (3, 2)
    var cut: [UInt8] = []
    for y in 0..<size.height { cut += whole[first + y * 60..<first + y * 60 + size.width * 3] }
    for (width, height) in [(5, 4), (11, 4), (5, 6), (11, 6)] {
      let to = PictureSize(width: width, height: height)
      let expected = try Self.resized(cut, rowBytes: size.width * 3, size, to)
      let resized = try Self.resized(Array(whole[first...]), rowBytes: 60, size, to)
      #expect(resized == expected && Set(expected).count > 2, "to \(to)")
    }
  }

  static func resized(_ rgb: [UInt8], rowBytes: Int, _ from: PictureSize, _ to: PictureSize) throws -> [Int8] {
    var resampler = try Resampler(from: from, to: to)
    var tensor = [Int8](repeating: 0, count: to.rgbBytes)
    rgb.withUnsafeBufferPointer { rgb in
      tensor.withUnsafeMutableBufferPointer { tensor in
        guard let start = tensor.baseAddress else { return }
        resampler.resample(rgb, rowBytes: rowBytes, into: start, rowStride: to.width * 3, pixelStride: 3)
      }
    }
    return tensor
  }

  @Test func marginsOfTheWinner() {
    // three classes, four pixels; the last two are a draw, and a lead too large for a byte
    let logits: [Float] = [1, -2, 3, 40, 1.5, -2.25, 3, -1, -9, -30, 2, 0]
    var margins = [UInt8](repeating: 9, count: 4)
    logits.withUnsafeBufferPointer { logits in
      margins.withUnsafeMutableBufferPointer { ScoreMargin.compute(logits, classes: 3, into: $0) }
    }
    #expect(margins == [8, 4, 0, 255])
  }

  /// No model gives these, but a caller may: infinities of both signs, two of the same sign, NaN, and a lead of half a step.
  @Test func marginsOfWhatIsNotFinite() {
    let logits: [Float] = [
      .infinity, .infinity, -.infinity, .nan, 3e38, 1.03125, -.infinity, .infinity, -.infinity, 1, -3e38, 1,
    ]
    var margins = [UInt8](repeating: 9, count: 6)
    logits.withUnsafeBufferPointer { logits in
      margins.withUnsafeMutableBufferPointer { ScoreMargin.compute(logits, classes: 2, into: $0) }
    }
    #expect(margins == [255, 0, 0, 255, 255, 1])
  }
}
