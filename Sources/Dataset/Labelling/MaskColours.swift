/// The colours of a set of masks, and the label of each.
struct MaskColours: Sendable {
  /// Every colour, including those of void.
  let colours: [RGBColour]
  /// `colours` in `LumaChroma`.
  private let palette: [SIMD3<Float>]
  let labels: [UInt8]
  /// The entries of classes.json, without shares.
  let classes: [LabelClass]

  /// - Parameters:
  ///   - entries: a palette in its order; an entry named `void`, or with index 255, stands for pixels to be ignored.
  /// - Precondition: no more than 256 entries.
  /// - Throws: `DatasetError` (`badData`) if there is no entry besides void.
  init(palette entries: [LabelClass]) throws(DatasetError) {
    var classes: [LabelClass] = []
    var labels: [UInt8] = []
    for entry in entries {
      guard entry.name != "void", entry.index != Int(LabelMap.ignored) else {
        labels.append(LabelMap.ignored)
        continue
      }
      labels.append(UInt8(classes.count))
      classes.append(LabelClass(index: classes.count, name: entry.name, colour: entry.colour))
    }
    guard !classes.isEmpty else { throw DatasetError(.badData, "no class but void") }
    self.labels = labels
    self.classes = classes
    colours = entries.map(\.colour)
    palette = colours.map { LumaChroma.convert($0.red, $0.green, $0.blue) }
  }

  /// - Parameters:
  ///   - classes: their colours are only for display.
  ///   - colours: each class's own colours in the masks; no more than 256 in all.
  init(classes: [LabelClass], colours: [[RGBColour]]) {
    self.classes = classes
    self.colours = Array(colours.joined())
    palette = self.colours.map { LumaChroma.convert($0.red, $0.green, $0.blue) }
    labels = colours.enumerated().flatMap { label, own in own.map { _ in UInt8(label) } }
  }

  /// The label of every pixel of a mask that was stored as JPEG; see `MaskPixels`.
  func label(_ mask: RGBImage) -> LabelMap {
    LabelMap(width: mask.width, height: mask.height, indices: numbers(mixed: mask).map { labels[Int($0)] })
  }

  /// For every pixel of a mask with mixed edges, the number of its colour in `colours`.
  func numbers(mixed mask: RGBImage) -> [UInt8] {
    var pixels = MaskPixels(mask, palette: palette)
    pixels.resolveSeams()
    pixels.resolveSmear()
    return pixels.inner
  }

  /// For every pixel the number in `colours` of its own or the nearest colour.
  ///
  /// - Parameter mask: 0xRRGGBB for each pixel.
  func numbers(exact mask: [UInt32]) -> [UInt8] {
    var known: [UInt32: UInt8] = [:]
    for (number, colour) in colours.enumerated().reversed() { known[colour.packed] = UInt8(number) }
    var last: (colour: UInt32, number: UInt8)?
    return mask.map { colour in
      if let last, last.colour == colour { return last.number }
      let number = known[colour] ?? nearest(colour)
      known[colour] = number
      last = (colour, number)
      return number
    }
  }

  private func nearest(_ packed: UInt32) -> UInt8 {
    let colour = RGBColour(packed: packed)
    let wanted = LumaChroma.convert(colour.red, colour.green, colour.blue)
    let distances = palette.map { LumaChroma.squaredDistance($0, wanted) }
    return UInt8(distances.indices.min { distances[$0] < distances[$1] } ?? 0)
  }
}
