import Testing
import Vision

@Suite struct YUVTests {
  static let odd = PictureSize(width: 5, height: 3)

  /// Samples that differ between places.
  static func y(_ x: Int, _ y: Int) -> UInt8 { UInt8((x * 53 + y * 91 + 7) & 255) }
  static func u(_ x: Int, _ y: Int) -> UInt8 { UInt8((x * 37 + y * 61 + 140) & 255) }
  static func v(_ x: Int, _ y: Int) -> UInt8 { UInt8((x * 71 + y * 29 + 90) & 255) }

  /// Puts the samples where the layout says.
  static func bytes(_ layout: YUVLayout) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: layout.byteCount)
    for row in 0..<layout.size.height {
      for x in 0..<layout.size.width {
        bytes[layout.luma.offset + row * layout.luma.stride + x * layout.luma.step] = y(x, row)
        let (cx, cy) = (x >> layout.shiftX, row >> layout.shiftY)
        bytes[layout.u.offset + cy * layout.u.stride + cx * layout.u.step] = u(cx, cy)
        bytes[layout.v.offset + cy * layout.v.stride + cx * layout.v.step] = v(cx, cy)
      }
    }
    return bytes
  }

  static func rgb(_ layout: YUVLayout, _ bytes: [UInt8], _ colour: YUVColour) -> [UInt8] {
    var rgb = [UInt8](repeating: 7, count: layout.size.rgbBytes)
    bytes.withUnsafeBufferPointer { bytes in
      rgb.withUnsafeMutableBufferPointer { rgb in
        guard let input = bytes.baseAddress, let out = rgb.baseAddress else { return }
        YUVDecoding(colour).decode(input, layout, into: out)
      }
    }
    return rgb
  }

  /// The recommendation's formula, in Double.
  static func exact(_ y: UInt8, _ u: UInt8, _ v: UInt8, _ colour: YUVColour) -> [Double] {
    let (kr, kb) = colour.matrix == .bt601 ? (0.299, 0.114) : (0.2126, 0.0722)
    let isFull = colour.range == .full
    let luma = isFull ? Double(y) : (Double(y) - 16) * 255 / 219
    let cb = (Double(u) - 128) * (isFull ? 1 : 255 / 224.0)
    let cr = (Double(v) - 128) * (isFull ? 1 : 255 / 224.0)
    let red = luma + 2 * (1 - kr) * cr
    let blue = luma + 2 * (1 - kb) * cb
    let green = (luma - kr * red - kb * blue) / (1 - kr - kb)
    return [red, green, blue].map { min(max($0, 0), 255) }
  }

  static let layouts: [YUVLayout] = [
    .planar(odd, shiftX: 1, shiftY: 1), .planar(odd, shiftX: 1, shiftY: 0), .planar(odd, shiftX: 0, shiftY: 0),
    .semiPlanar(odd, uFirst: true), .semiPlanar(odd, uFirst: false), .packed(odd, lumaFirst: true),
    .packed(odd, lumaFirst: false),
  ]

  @Test(arguments: layouts, [YUVColour.Range.limited, .full]) func formula(
    _ layout: YUVLayout, _ range: YUVColour.Range
  ) {
    for matrix in [YUVColour.Matrix.bt601, .bt709] {
      let colour = YUVColour(range: range, matrix: matrix)
      let rgb = Self.rgb(layout, Self.bytes(layout), colour)
      for row in 0..<Self.odd.height {
        for x in 0..<Self.odd.width {
          let (cx, cy) = (x >> layout.shiftX, row >> layout.shiftY)
          let exact = Self.exact(Self.y(x, row), Self.u(cx, cy), Self.v(cx, cy), colour)
          for channel in 0..<3 {
            #expect(abs(Double(rgb[(row * 5 + x) * 3 + channel]) - exact[channel]) < 0.51, "\(x), \(row)")
          }
        }
      }
    }
  }

  @Test func sizesOfOddFrames() {
    #expect(Self.layouts.map { $0.byteCount } == [15 + 2 * 6, 15 + 2 * 9, 45, 27, 27, 36, 36])
    #expect(YUVLayout.grey(Self.odd).byteCount == 15)
  }

  /// The order of bytes as V4L2 defines it.
  @Test func orderOfBytes() {
    let size = PictureSize(width: 2, height: 2)
    let colour = YUVColour(range: .full)
    let planar = Self.rgb(.planar(size, shiftX: 1, shiftY: 1), [10, 20, 30, 40, 200, 60], colour)
    #expect(Self.rgb(.semiPlanar(size, uFirst: true), [10, 20, 30, 40, 200, 60], colour) == planar)
    #expect(Self.rgb(.semiPlanar(size, uFirst: false), [10, 20, 30, 40, 60, 200], colour) == planar)
    #expect(Self.rgb(.packed(size, lumaFirst: true), [10, 200, 20, 60, 30, 200, 40, 60], colour) == planar)
    #expect(Self.rgb(.packed(size, lumaFirst: false), [200, 10, 60, 20, 200, 30, 60, 40], colour) == planar)
  }

  @Test func greyIsItself() {
    let all = (0...255).map { UInt8($0) }
    let layout = YUVLayout.grey(PictureSize(width: 256, height: 1))
    #expect(Self.rgb(layout, all, YUVColour(range: .full)) == all.flatMap { [$0, $0, $0] })
    #expect(Self.rgb(layout, all, YUVColour(range: .limited))[16 * 3] == 0)
    #expect(Self.rgb(layout, all, YUVColour(range: .limited))[235 * 3] == 255)
  }

  static let colours = [
    YUVColour(), YUVColour(range: .full), YUVColour(matrix: .bt709), YUVColour(range: .full, matrix: .bt709),
  ]

  /// Flat colours are restored, at even and odd sizes.
  @Test(arguments: [odd, PictureSize(width: 4, height: 2), PictureSize(width: 1, height: 1)], colours)
  func thereAndBack(_ size: PictureSize, _ kept: YUVColour) {
    for colour in [[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [200, 100, 30]] as [[UInt8]] {
      let rgb = (0..<size.pixels).flatMap { _ in colour }
      let layout = YUVLayout.planar(size, shiftX: 1, shiftY: 1)
      var bytes = [UInt8](repeating: 0, count: layout.byteCount)
      rgb.withUnsafeBufferPointer { rgb in
        bytes.withUnsafeMutableBufferPointer { bytes in
          guard let input = rgb.baseAddress, let out = bytes.baseAddress else { return }
          YUVEncoding(kept).encode(input, of: size, into: out)
        }
      }
      let back = Self.rgb(layout, bytes, kept)
      #expect(zip(back, rgb).allSatisfy { abs(Int($0) - Int($1)) <= 2 }, "\(colour): \(back)")
    }
  }
}
