/// The class ids in masks, and the label of each.
struct MaskIDs: Sendable {
  /// The ids in ascending order, including those of void.
  let ids: [UInt32]
  let labels: [UInt8]
  let classes: [LabelClass]
  /// Whether 255 stands for a class: masks that hold only 0 and 255 are black and white pictures of one thing.
  let isBinary: Bool

  /// The ids for void in files of 8 and of 16 bits.
  static let void: Set<UInt32> = [255, 65535]

  /// - Parameters:
  ///   - tally: the counts of the ids.
  ///   - palette: the colours in the files, 0xRRGGBB; nil where they have none.
  ///   - names: the names of ids, where they are known.
  ///   - entries: a palette from the user, whose indices are the ids; ids that it lacks are void.
  /// - Throws: `DatasetError` (`badData`) if no class is left, or more than 255 are.
  init(
    _ tally: MaskTally, palette: [UInt32]?, names: [UInt32: String] = [:], entries: [LabelClass]? = nil
  ) throws(DatasetError) {
    let ids = tally.entries.keys.sorted()
    self.ids = ids
    isBinary = entries == nil && ids.count == 2 && ids[0] == 0 && Self.void.contains(ids[1])
    var labels: [UInt8] = []
    var classes: [LabelClass] = []
    if let entries {
      let kept = entries.filter { $0.name != "void" && $0.index != Int(LabelMap.ignored) }
      classes = kept.enumerated().map { LabelClass(index: $0, name: $1.name, colour: $1.colour) }
      labels = ids.map { id in kept.firstIndex { $0.index == Int(id) }.map { UInt8($0) } ?? LabelMap.ignored }
      guard labels.contains(where: { $0 != LabelMap.ignored }) else {
        throw DatasetError(.badData, "the masks hold \(Self.text(ids)), none of which is a class of the palette")
      }
    } else {
      for id in ids {
        guard isBinary || !Self.void.contains(id), names[id] != "void" else {
          labels.append(LabelMap.ignored)
          continue
        }
        guard classes.count < 255 else {
          throw DatasetError(
            .badData, "the masks hold more than 255 ids (\(Self.text(ids))): are they numbers of objects?")
        }
        labels.append(UInt8(classes.count))
        let stored = palette.flatMap { Int(id) < $0.count ? RGBColour(packed: $0[Int(id)]) : nil }
        let name = names[id] ?? (isBinary ? (id == 0 ? "background" : "foreground") : "class\(id)")
        classes.append(
          LabelClass(index: classes.count, name: name, colour: Self.unlike(classes, stored, at: classes.count)))
      }
    }
    guard !classes.isEmpty else { throw DatasetError(.badData, "the masks hold void (255) alone") }
    self.labels = labels
    self.classes = classes
  }

  /// A line about the ids that a palette lacks, and that are void therefore; nil where there are none.
  func missing(in entries: [LabelClass], _ tally: MaskTally) -> String? {
    let known = Set(entries.map { UInt32($0.index) }).union(Self.void)
    let missing = ids.filter { !known.contains($0) }
    guard !missing.isEmpty else { return nil }
    let pixels = missing.reduce(0) { $0 + (tally.entries[$1]?.count ?? 0) }
    return "ids that are not in the palette become void: \(Self.text(missing)) "
      + "(\(ForeignColours.percent(Double(pixels) / Double(max(1, tally.pixels)))) of the pixels)"
  }

  /// For every pixel the number of its id in `ids`.
  func numbers(_ mask: [UInt32]) -> [UInt8] {
    var numbers: [UInt32: UInt8] = [:]
    for (number, id) in ids.enumerated() where number < 256 { numbers[id] = UInt8(number) }
    var last: (id: UInt32, number: UInt8)?
    return mask.map { id in
      if let last, last.id == id { return last.number }
      last = (id, numbers[id] ?? 0)
      return numbers[id] ?? 0
    }
  }

  /// `stored`; or if there is none, or another class has it, a colour that is easy to tell from the others.
  private static func unlike(_ classes: [LabelClass], _ stored: RGBColour?, at index: Int) -> RGBColour {
    if let stored, !classes.contains(where: { $0.colour == stored }) { return stored }
    var place = index
    while true {
      let colour = RGBColour(wheel: place)
      if !classes.contains(where: { $0.colour == colour }) { return colour }
      place += 1
    }
  }

  private static func text(_ ids: [UInt32]) -> String {
    ids.prefix(6).map { "\($0)" }.joined(separator: ", ") + (ids.count > 6 ? ", ... \(ids[ids.count - 1])" : "")
  }
}

extension RGBColour {
  /// A colour on the wheel, one golden angle after the one before; three brightnesses in turn, none near black.
  init(wheel place: Int) {
    let hue = (Double(place) * 0.618_033_988_75).truncatingRemainder(dividingBy: 1) * 6
    let value = [220.0, 150.0, 255.0][place % 3]
    func level(_ shift: Double) -> UInt8 {
      let k = (shift + hue).truncatingRemainder(dividingBy: 6)
      return UInt8(value - value * 0.75 * max(0, min(k, 4 - k, 1)))
    }
    self.init(level(5), level(3), level(1))
  }
}
