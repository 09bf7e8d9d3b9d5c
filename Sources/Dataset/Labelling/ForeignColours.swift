/// Colours of masks that a palette lacks. Such a colour is no class, just as an id that a palette lacks is none.
///
/// Colours that drawing programs and JPEG make along edges are not counted: colours near one of the palette's, mixtures of two of them,
/// and colours that cover no area of their own.
struct ForeignColours {
  struct Item {
    let colour: RGBColour
    /// The share of all pixels; where JPEG has mixed the colours, of the pixels in areas of one colour.
    let share: Double
    /// The palette's class with the most similar colour.
    let nearest: String
  }

  /// The colours, the most frequent first.
  let items: [Item]

  /// The least share of the pixels in areas of one colour that counts, where edges are smeared. CamVid's palette is complete: in its pairs
  /// no colour is far from it, and its rarest class has 0.03%.
  private static let leastClean = 0.0001
  /// The least share that counts for colours without areas: thin lines.
  private static let leastThin = 0.0005

  /// - Parameter tally: the colours as they were drawn.
  init(exact tally: MaskTally, palette: [LabelClass]) {
    var known = Known(palette)
    var items: [Item] = []
    let pixels = Double(max(1, tally.pixels))
    for (number, entry) in tally.entries.sorted(by: { ($0.value.count, $1.key) > ($1.value.count, $0.key) }) {
      let colour = RGBColour(packed: number)
      let share = Double(entry.count) / pixels
      guard let nearest = known.farFrom(colour.lumaChroma),
        entry.interior > 0 || share >= Self.leastThin && !known.isMixture(colour.lumaChroma)
      else { continue }
      items.append(Item(colour: colour, share: share, nearest: nearest))
      known.mixed.append(colour.lumaChroma)
    }
    self.items = Array(items.prefix(256 - palette.count))
  }

  /// - Parameters:
  ///   - histogram: the areas of one colour in masks that JPEG or smooth drawing has mixed.
  ///   - isSmooth: whether smooth drawing mixed them. Its edges are wide and look like areas; JPEG's do not.
  init(clean histogram: ColourHistogram, palette: [LabelClass], isSmooth: Bool) {
    var known = Known(palette)
    let bins = histogram.bins.sorted { $0.count > $1.count }
    let pixels = Double(max(1, bins.reduce(0) { $0 + $1.count }))
    var found: [(place: SIMD3<Float>, colour: RGBColour, count: Int, nearest: String)] = []
    for bin in bins {
      let colour = RGBColour(rounding: bin.colour)
      guard let nearest = known.farFrom(colour.lumaChroma) else { continue }
      if let own = found.firstIndex(where: { Known.areNear($0.place, colour.lumaChroma) }) {
        found[own].count += bin.count
      } else if !isSmooth || !known.isMixture(colour.lumaChroma) {
        known.mixed.append(colour.lumaChroma)
        found.append((colour.lumaChroma, colour, bin.count, nearest))
      }
    }
    let items = found.filter { Double($0.count) >= Self.leastClean * pixels }.sorted { $0.count > $1.count }
      .map { Item(colour: $0.colour, share: Double($0.count) / pixels, nearest: $0.nearest) }
    self.items = Array(items.prefix(256 - palette.count))
  }

  /// The colours as entries of a palette that are ignored.
  ///
  /// - Throws: DatasetError (`badData`) where the masks have no colour of the palette.
  func entries() throws(DatasetError) -> [LabelClass] {
    guard items.reduce(0, { $0 + $1.share }) < 0.999 else {
      let colours = items.prefix(5).map { Self.text($0.colour) }.joined(separator: "; ")
      throw DatasetError(.badData, "the masks hold \(colours), none of which is a colour of the palette")
    }
    return items.map { LabelClass(index: Int(LabelMap.ignored), name: "void", colour: $0.colour) }
  }

  /// A line about them for the user; nil where there are none.
  var text: String? {
    guard !items.isEmpty else { return nil }
    let shown = items.prefix(5).map { item in
      "\(Self.text(item.colour)) (\(Self.percent(item.share)), most like '\(item.nearest)')"
    }
    let more = items.count > 5 ? " and \(items.count - 5) more" : ""
    return "colours that are not in the palette become void: " + shown.joined(separator: ", ") + more
  }

  private static func text(_ colour: RGBColour) -> String { "\(colour.red),\(colour.green),\(colour.blue)" }

  static func percent(_ share: Double) -> String {
    let tenths = (share * 1000).rounded()
    return tenths < 1 ? "less than 0.1 %" : "\(Int(tenths) / 10).\(Int(tenths) % 10) %"
  }
}

/// The palette's colours in the form in which `MaskPixels` compares them.
private struct Known {
  let places: [SIMD3<Float>]
  let names: [String]
  /// The colours of which edges are mixed: the palette's and foreign ones.
  var mixed: [SIMD3<Float>]

  init(_ palette: [LabelClass]) {
    places = palette.map(\.colour.lumaChroma)
    mixed = places
    names = palette.map(\.name)
  }

  static func areNear(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Bool {
    LumaChroma.squaredDistance(a, b) < MaskPixels.cleanDistance * MaskPixels.cleanDistance
  }

  /// The name of the nearest class; nil where its colour is near.
  func farFrom(_ colour: SIMD3<Float>) -> String? {
    guard !places.contains(where: { Self.areNear($0, colour) }) else { return nil }
    let distances = places.map { LumaChroma.squaredDistance($0, colour) }
    return distances.indices.min { distances[$0] < distances[$1] }.map { names[$0] }
  }

  /// Whether the colour is a mixture of two known ones.
  func isMixture(_ colour: SIMD3<Float>) -> Bool {
    mixed.indices.contains { first in
      mixed[..<first].contains { MaskPixels.mixture(colour, mixed[first], $0).distance < MaskPixels.tolerance }
    }
  }
}

extension RGBColour {
  fileprivate var lumaChroma: SIMD3<Float> { LumaChroma.convert(red, green, blue) }
}
