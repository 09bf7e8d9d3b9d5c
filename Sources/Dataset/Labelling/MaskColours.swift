/// The colours of a set of masks and the label that each stands for.
struct MaskColours: Sendable {
  private let reds, greens, blues: [Int32]
  private let labels: [UInt8]
  /// What goes into classes.json, without shares.
  let classes: [LabelClass]

  /// - Parameters:
  ///   - entries: a palette in its order; an entry named `void`, or with index 255, stands for pixels to be ignored.
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
    reds = entries.map { Int32($0.colour.red) }
    greens = entries.map { Int32($0.colour.green) }
    blues = entries.map { Int32($0.colour.blue) }
  }

  /// Each pixel's nearest colour in RGB, the first among equals.
  func label(_ mask: RGBImage) -> LabelMap {
    var indices = [UInt8](repeating: LabelMap.ignored, count: mask.width * mask.height)
    var last: (red: UInt8, green: UInt8, blue: UInt8)?
    var label = LabelMap.ignored
    mask.pixels.withUnsafeBufferPointer { pixels in
      for index in indices.indices {
        let pixel = (red: pixels[3 * index], green: pixels[3 * index + 1], blue: pixels[3 * index + 2])
        if last.map({ $0 != pixel }) ?? true {
          label = labels[nearest(Int32(pixel.red), Int32(pixel.green), Int32(pixel.blue))]
          last = pixel
        }
        indices[index] = label
      }
    }
    return LabelMap(width: mask.width, height: mask.height, indices: indices)
  }

  private func nearest(_ red: Int32, _ green: Int32, _ blue: Int32) -> Int {
    var nearest = 0
    var least = Int32.max
    for index in reds.indices {
      let (r, g, b) = (red - reds[index], green - greens[index], blue - blues[index])
      let distance = r * r + g * g + b * b
      if distance < least { (nearest, least) = (index, distance) }
    }
    return nearest
  }
}
