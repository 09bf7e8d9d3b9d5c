/// A decoded mask.
struct MaskPicture: Sendable {
  /// The kind of values, [height][width].
  enum Content: Sendable {
    /// Class ids from a grey file.
    case values([UInt32])
    /// Class ids from a file with a palette, and the colour of each id, 0xRRGGBB.
    case indices([UInt32], palette: [UInt32])
    /// 0xRRGGBB, exactly as drawn.
    case colours([UInt32])
    /// Colours that were stored as JPEG.
    case smeared(RGBImage)
  }

  let width: Int
  let height: Int
  let content: Content

  /// The class ids; nil where the mask has only colours.
  var ids: [UInt32]? {
    switch content {
    case .values(let ids), .indices(let ids, _): ids
    case .colours, .smeared: nil
    }
  }

  /// The colours, 0xRRGGBB; nil where JPEG has smeared them.
  var colours: [UInt32]? {
    switch content {
    case .values(let values): values.map(Self.grey)
    case .indices(let indices, let palette): indices.map { Self.colour($0, palette) }
    case .colours(let colours): colours
    case .smeared: nil
    }
  }

  var image: RGBImage {
    if case .smeared(let image) = content { return image }
    var image = RGBImage(width: width, height: height)
    for (pixel, colour) in (colours ?? []).enumerated() {
      let bytes = RGBColour(packed: colour)
      image.pixels[3 * pixel] = bytes.red
      image.pixels[3 * pixel + 1] = bytes.green
      image.pixels[3 * pixel + 2] = bytes.blue
    }
    return image
  }

  /// The ids as labels.
  ///
  /// - Throws: `DatasetError` (`badData`) for colours, and for ids above 255.
  func labels() throws(DatasetError) -> LabelMap {
    guard let ids else { throw DatasetError(.badData, "has colours, where class indices are read (grey or a palette)") }
    if let large = ids.first(where: { $0 > 255 }) { throw DatasetError(.badData, "holds \(large), no class index") }
    return LabelMap(width: width, height: height, indices: ids.map { UInt8($0) })
  }

  static func grey(_ value: UInt32) -> UInt32 { min(value, 255) * 0x010101 }

  static func colour(_ index: UInt32, _ palette: [UInt32]) -> UInt32 {
    Int(index) < palette.count ? palette[Int(index)] : grey(index)
  }
}

extension RGBColour {
  /// From 0xRRGGBB.
  init(packed: UInt32) {
    self.init(
      UInt8(truncatingIfNeeded: packed >> 16), UInt8(truncatingIfNeeded: packed >> 8), UInt8(truncatingIfNeeded: packed)
    )
  }

  var packed: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }
}

extension RGBImage {
  /// 0xRRGGBB of each pixel.
  var packed: [UInt32] {
    stride(from: 0, to: pixels.count, by: 3).map { at in
      UInt32(pixels[at]) << 16 | UInt32(pixels[at + 1]) << 8 | UInt32(pixels[at + 2])
    }
  }
}
