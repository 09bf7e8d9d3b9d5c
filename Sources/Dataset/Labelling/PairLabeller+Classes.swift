extension PairLabeller {
  /// Looks at the masks of all sets, and makes classes from what they hold.
  ///
  /// Drops items that cannot be decoded, and items whose mask is a photo.
  static func classes(
    _ sets: [PairLabeller], _ items: inout [[LabelItem]], _ names: [UInt32: String], _ colours: Colours
  ) throws(DatasetError) -> (MaskSurvey, MaskClasses) {
    var survey = MaskSurvey()
    for index in sets.indices { survey.add(try sets[index].survey(&items[index])) }
    let names = Self.names(names, items)
    do throws(DatasetError) {
      switch (colours, survey.kind) {
      case (.palette(let entries), .ids) where !survey.isDrawn(in: entries):
        let ids = try MaskIDs(survey.ids, palette: survey.palette, entries: entries)
        if let missing = ids.missing(in: entries, survey.ids) { sets[0].warn(missing) }
        return (survey, .ids(ids))
      case (.palette(let entries), .ids), (.palette(let entries), .colours):
        return (survey, .exact(try sets[0].colours(entries, ForeignColours(exact: survey.colours, palette: entries))))
      case (.palette(let entries), .mixed):
        let clean = try histogram(sets, &items, survey)
        let foreign = ForeignColours(clean: clean, palette: entries, isSmooth: survey.smeared == nil)
        return (survey, .mixed(try sets[0].colours(entries, foreign)))
      case (.clusters(nil, _), .ids):
        return (survey, .ids(try MaskIDs(survey.ids, palette: survey.palette, names: names)))
      case (.clusters(let count, let seed), .ids):
        let ids = try MaskIDs(survey.ids, palette: survey.palette, names: names)
        guard let count, count < ids.classes.count else { return (survey, .ids(ids)) }
        // fewer classes than ids are wanted: they are grouped by their colours, if they have any
        guard survey.palette != nil else {
          throw DatasetError(
            .usage, "--classes \(count), but the masks hold \(ids.classes.count) class ids; leave --classes out")
        }
        return (survey, .exact(MaskColours(exact: survey.colours, k: count, seed: seed)))
      case (.clusters(let count, let seed), .colours):
        return (survey, .exact(MaskColours(exact: survey.colours, k: count, seed: seed)))
      case (.clusters(let count, let seed), .mixed):
        let histogram = try histogram(sets, &items, survey)
        return (survey, .mixed(try MaskColours(clustering: histogram, k: count ?? 10, seed: seed)))
      }
    } catch {
      throw error.kind == .badData ? error.inFile(sets[0].source.place) : error
    }
  }

  /// A palette's colours, and the colours that it lacks, which are void.
  private func colours(_ entries: [LabelClass], _ foreign: ForeignColours) throws(DatasetError) -> MaskColours {
    let colours = try MaskColours(palette: entries + foreign.entries())
    if let text = foreign.text { warn(text) }
    return colours
  }

  /// The names of class ids: `known`, or those that the file names give.
  private static func names(_ known: [UInt32: String], _ items: [[LabelItem]]) -> [UInt32: String] {
    guard known.isEmpty else { return known }
    let masks = items.joined().compactMap { if case .file(let path) = $0.mask { path } else { nil } }
    return masks.isEmpty ? [:] : CityscapesNames.names(of: masks)
  }

  /// The clean colours of mixed masks.
  static func histogram(
    _ sets: [PairLabeller], _ items: inout [[LabelItem]], _ survey: MaskSurvey
  ) throws(DatasetError) -> ColourHistogram {
    // every mask was stored as JPEG, so all are counted already
    if let smeared = survey.smeared, survey.colours.pixels == 0 { return smeared }
    var histogram = ColourHistogram()
    for index in sets.indices {
      items[index] = try sets[index].forEachItem(items[index]) { _, pictures in
        var one = ColourHistogram()
        one.add(pictures.mask.image)
        return one
      } collect: {
        histogram.add($0)
      }
    }
    return histogram
  }

  /// What the masks hold. Drops items that cannot be decoded, and items whose mask is a photo.
  ///
  /// - Throws: `DatasetError` (`badData`) where most are photos.
  func survey(_ items: inout [LabelItem]) throws(DatasetError) -> MaskSurvey {
    var survey = MaskSurvey()
    var photos: Set<String> = []
    var read: [(name: String, survey: MaskSurvey)] = []
    var (turned, otherSize) = (0, 0)
    items = try forEachItem(items) { item, pictures in
      var isPair = false
      if case .rightHalf = item.mask { isPair = true }
      return (
        item.name, MaskSurvey(pictures.mask, besides: isPair ? pictures.photo : nil), pictures.isMaskTurned,
        pictures.isMaskOfOtherSize
      )
    } collect: {
      read.append(($0.0, $0.1))
      if $0.2 { turned += 1 }
      if $0.3 { otherSize += 1 }
    }
    for (name, one) in read {
      if one.photos > 0 { photos.insert(name) } else { survey.add(one) }
    }
    guard photos.count * 2 <= items.count, photos.count < items.count else {
      throw DatasetError(.badData, Self.notMasks(source, photos.count, items.count))
    }
    for item in items where photos.contains(item.name) {
      if case .file(let mask) = item.mask {
        warn("\(mask): left out, it is a photo and no mask")
      } else {
        warn("\(item.photo): left out, it is a photo and no pair")
      }
    }
    items = items.filter { !photos.contains($0.name) }
    if turned > 0 {
      warn("\(turned) of \(read.count) masks lay as their photos are stored: turned upright with them, as EXIF says")
    }
    if otherSize > 0 {
      warn("\(otherSize) of \(read.count) masks are of another size than their photos: labels have the masks' size")
    }
    return survey
  }

  private static func notMasks(_ source: LabelSource, _ photos: Int, _ all: Int) -> String {
    switch source {
    case .pairs(let folder):
      "\(folder): \(photos) of \(all) files are photos and no pairs (photo | coloured mask): their right halves are no masks; "
        + "with photos and masks apart: label --photos DIR --masks DIR"
    case .directories(let folder, let masks):
      "\(masks): \(photos) of \(all) files are photos and no masks: they have thousands of colours; are --masks and --photos "
        + "(\(folder)) exchanged?"
    }
  }

  /// Groups the clean colours of all masks into 2 to 20 clusters, and writes nothing.
  ///
  /// - Throws: as `run`.
  public func suggestion(seed: UInt64) throws(DatasetError) -> ClusterSuggestion {
    let listed = try self.items()
    var items = [listed.items]
    let survey = try survey(&items[0])
    let histogram = survey.kind == .mixed ? try Self.histogram([self], &items, survey) : nil
    do {
      if let histogram { return try ClusterSuggestion(histogram, seed: seed) }
      let ids =
        survey.kind == .ids
        ? try MaskIDs(survey.ids, palette: survey.palette, names: Self.names(listed.names, items)) : nil
      return try ClusterSuggestion(exact: survey.colours, seed: seed, ids: ids)
    } catch {
      throw error.inFile(source.place)
    }
  }
}

extension MaskSurvey {
  /// Whether the palette in the files has the colours of `entries`. Then these identify the classes and the indices do not, because a tool
  /// may have numbered them differently.
  func isDrawn(in entries: [LabelClass]) -> Bool {
    guard palette != nil else { return false }
    let known = Set(entries.map(\.colour.packed))
    return colours.entries.keys.allSatisfy { known.contains($0) || $0 == 0 } && colours.entries.count > 1
  }
}
