extension KMeans {
  /// Weights each bin with the square root of its count. With plain counts, k-means may rather split the JPEG noise of a large class than
  /// give a rare class a centre.
  init(cleanColours bins: [ColourHistogram.Bin]) {
    self.init(points: bins.map(\.colour), weights: bins.map { Double($0.count).squareRoot() })
  }
}

extension MaskColours {
  /// Finds the colours of masks from a count of their colours.
  ///
  /// - Parameters:
  ///   - k: how many colours to look for; fewer are found where the masks have fewer.
  ///   - seed: another seed gives other starts.
  /// - Throws: `DatasetError` (`badData`) if the masks have no interior pixels.
  init(clustering histogram: ColourHistogram, k: Int, seed: UInt64) throws(DatasetError) {
    let bins = histogram.bins
    guard !bins.isEmpty else { throw DatasetError(.badData, "the masks have no areas of one colour") }
    let clustering = KMeans(cleanColours: bins)
    let fit = clustering.fit(k: k, seed: seed)
    // the centre of a merged cluster is a colour that no mask has; pixels along edges need the real ones
    var colours = clustering.colours(of: fit, seed: seed)
    if colours.joined().count > 256 { colours = fit.centres.map { [$0] } }
    var entries: [LabelClass] = []
    var members: [[RGBColour]] = []
    for (centre, own) in zip(fit.centres, colours) {
      let colour = RGBColour(rounding: centre)
      // two centres may round to one colour
      guard !entries.contains(where: { $0.colour == colour }) else { continue }
      entries.append(LabelClass(index: entries.count, name: "class\(entries.count)", colour: colour))
      members.append(own.map { RGBColour(rounding: $0) })
    }
    self.init(classes: entries, colours: members)
  }

  /// Finds the classes of masks whose colours are exactly as they were drawn.
  ///
  /// - Parameters:
  ///   - tally: the counts of 1 to 256 colours.
  ///   - k: how many classes; nil: one for each colour. Colours that share a class are near each other.
  init(exact tally: MaskTally, k: Int?, seed: UInt64) {
    let found = tally.entries.sorted { ($0.value.count, $1.key) > ($1.value.count, $0.key) }
    let colours = found.map { RGBColour(packed: $0.key) }
    let wanted = min(k ?? 255, 255)
    guard wanted < colours.count else {
      self.init(
        classes: colours.enumerated().map { LabelClass(index: $0, name: "class\($0)", colour: $1) },
        colours: colours.map { [$0] })
      return
    }
    let points = colours.map { SIMD3(Double($0.red), Double($0.green), Double($0.blue)) }
    let fit = KMeans(points: points, weights: found.map { Double($0.value.count).squareRoot() })
      .fit(k: wanted, seed: seed)
    let members = fit.centres.indices.map { centre in colours.indices.filter { fit.assignment[$0] == centre } }
      .filter { !$0.isEmpty }
    // the most frequent of its colours stands for a class, because a mean is a colour that no mask has
    self.init(
      classes: members.enumerated().map { LabelClass(index: $0, name: "class\($0)", colour: colours[$1[0]]) },
      colours: members.map { $0.map { colours[$0] } })
  }

  /// The classes from the most frequent to the rarest, named class0, class1, ... in that order, and the new number of each old one.
  ///
  /// - Parameter counts: how many pixels each label has. Classes without pixels are left out; their new number is 255.
  func ordered(by counts: [Int]) -> (classes: [LabelClass], newNumbers: [UInt8]) {
    let order = classes.filter { counts[$0.index] > 0 }
      .sorted { (counts[$0.index], $1.index) > (counts[$1.index], $0.index) }
    var newNumbers = [UInt8](repeating: LabelMap.ignored, count: 256)
    for (new, old) in order.enumerated() { newNumbers[old.index] = UInt8(new) }
    let classes = order.enumerated().map { LabelClass(index: $0, name: "class\($0)", colour: $1.colour) }
    return (classes, newNumbers)
  }
}

extension RGBColour {
  init(rounding colour: SIMD3<Double>) {
    let mean = colour.rounded(.toNearestOrEven)
    self.init(UInt8(mean.x), UInt8(mean.y), UInt8(mean.z))
  }
}
