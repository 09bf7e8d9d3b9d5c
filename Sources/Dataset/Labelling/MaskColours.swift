/// The colours of a set of masks and the label that each stands for.
struct MaskColours: Sendable {
  /// Every colour, those of void too, in `LumaChroma`.
  private let palette: [SIMD3<Float>]
  private let labels: [UInt8]
  /// What goes into classes.json, without shares.
  let classes: [LabelClass]

  /// - Parameters:
  ///   - entries: a palette in its order; an entry named `void`, or with index 255, stands for pixels to be ignored.
  /// - Precondition: no more than 256 entries.
  /// - Throws: `DatasetError` (`badData`) if nothing but void is left.
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
    palette = entries.map { LumaChroma.convert($0.colour.red, $0.colour.green, $0.colour.blue) }
  }

  /// - Parameters:
  ///   - classes: their colours are for the eye only.
  ///   - colours: each class's own colours in the masks; no more than 256 in all.
  init(classes: [LabelClass], colours: [[RGBColour]]) {
    self.classes = classes
    palette = colours.joined().map { LumaChroma.convert($0.red, $0.green, $0.blue) }
    labels = colours.enumerated().flatMap { label, own in own.map { _ in UInt8(label) } }
  }

  /// The label of every pixel of a mask that went through JPEG; see `MaskPixels`.
  func label(_ mask: RGBImage) -> LabelMap {
    var pixels = MaskPixels(mask, palette: palette)
    pixels.resolveSeams()
    pixels.resolveSmear()
    return LabelMap(width: mask.width, height: mask.height, indices: pixels.inner.map { labels[Int($0)] })
  }
}
