import Foundation

/// Turns photos and masks into a data set: images/, labels/, classes.json, and preview.jpg for people.
public struct PairLabeller {
  /// Where the classes come from.
  public enum Colours: Sendable {
    /// The colours of a palette; where masks hold class ids, its indices. The entry named `void`, or with index 255, is ignored.
    case palette([LabelClass])
    /// What the masks hold: their ids, or the colours that were drawn. Where JPEG has mixed the colours, k-means finds them, ordered by
    /// share.
    ///
    /// `count`: 2 to 255 classes; nil: as many as there are, or ten where JPEG has mixed the colours.
    case clusters(count: Int?, seed: UInt64)
  }

  let source: LabelSource
  public let output: String
  /// Called with a line for every photo that is left out.
  let warn: (String) -> Void
  /// Called with the number of finished photos and of all photos, in each pass.
  let progress: (Int, Int) -> Void
  /// Folders within the source that do not belong to it.
  let leavingOut: [String]
  /// The photos to use; nil: all of the source.
  var chosen: (items: [LabelItem], names: [UInt32: String])?

  /// - Parameters:
  ///   - pairs: a directory of pairs: photo and mask in one file.
  ///   - leavingOut: folders in it that do not belong to it; the output never does.
  public init(
    pairs: String, output: String, leavingOut: [String] = [], warn: @escaping (String) -> Void = { _ in },
    progress: @escaping (Int, Int) -> Void = { _, _ in }
  ) {
    self.init(source: .pairs(pairs), output: output, leavingOut: leavingOut, warn: warn, progress: progress)
  }

  /// - Parameters:
  ///   - photos: a directory of photos.
  ///   - masks: a directory of their masks, with names that match.
  public init(
    photos: String, masks: String, output: String, leavingOut: [String] = [],
    warn: @escaping (String) -> Void = { _ in }, progress: @escaping (Int, Int) -> Void = { _, _ in }
  ) {
    self.init(
      source: .directories(photos: photos, masks: masks), output: output, leavingOut: leavingOut, warn: warn,
      progress: progress)
  }

  init(
    source: LabelSource, output: String, leavingOut: [String], warn: @escaping (String) -> Void,
    progress: @escaping (Int, Int) -> Void
  ) {
    self.source = source
    self.output = output
    self.warn = warn
    self.progress = progress
    let results = ["", "/images", "/labels", "/val"].map { output + $0 }
    self.leavingOut = output.isEmpty ? leavingOut : leavingOut + results
  }

  /// The source's photos and their masks; warns of photos and masks that stay alone.
  func items() throws(DatasetError) -> (items: [LabelItem], names: [UInt32: String]) {
    if let chosen { return chosen }
    return try source.items(leavingOut: leavingOut, warn: warn)
  }

  /// Labels all photos and returns the classes, with their shares of the labelled pixels, as written to classes.json.
  ///
  /// - Throws: `DatasetError`: `usage` for a number of classes outside 2 ... 255, `notThere` without the directory or
  ///   without pictures in it, `badData` if none can be decoded, or if they are photos, `inputOutput` if a result cannot be
  ///   written.
  public func run(_ colours: Colours) throws(DatasetError) -> [LabelClass] { try Self.run([self], colours)[0].classes }

  /// Labels several sets, for instance training and validation, with the same classes. Returns what each wrote to its classes.json; these
  /// differ only in the shares.
  ///
  /// - Parameter replacing: whether to remove an earlier result from the first set's output, once the masks have been looked at.
  /// - Throws: as `run`; also `usage` where a data set is in the output folder and may not be removed.
  public static func run(
    _ sets: [PairLabeller], _ colours: Colours, replacing: Bool = false
  ) throws(DatasetError) -> [LabelledSet] {
    let sources = sets.flatMap(\.source.folders)
    for set in sets { try checkOutput(set.output, replacing: replacing, sources: sources) }
    if case .clusters(let count?, _) = colours, !(2...255).contains(count) {
      throw DatasetError(.usage, "\(count) classes: it must be 2 to 255")
    }
    var items: [[LabelItem]] = []
    var names: [UInt32: String] = [:]
    for set in sets {
      let found = try set.items()
      items.append(found.items)
      names.merge(found.names) { first, _ in first }
    }
    let (survey, found) = try classes(sets, &items, names, colours)
    for set in sets { try EarlierSet(in: set.output).remove() }
    var counts: [[Int]] = []
    for index in sets.indices {
      let written = try sets[index].writeLabels(items[index], found)
      items[index] = written.items
      counts.append(written.counts)
    }
    let order = found.ordered(by: labelCounts(sum(counts), found.labels))
    let labels = found.labels.map { $0 == LabelMap.ignored ? $0 : order.newNumbers[Int($0)] }
    var classes = found.classes
    if case .clusters = colours {
      if labels != found.labels {
        for index in sets.indices { try sets[index].renumber(items[index], order.newNumbers) }
      }
      classes = order.classes
    }
    var results: [LabelledSet] = []
    for index in sets.indices {
      var set = LabelledSet(
        classes: classes, kind: survey.kind, photos: items[index].count, sources: found.sources, counts: counts[index],
        labels: { if case .clusters = colours { labels } else { found.labels } }())
      set.isBinary = found.isBinary
      try sets[index].finish(items[index], set)
      results.append(set)
    }
    return results
  }

  /// Checks that results may be written to a folder; `run` does so too.
  ///
  /// - Parameter sources: folders that are read.
  /// - Throws: `DatasetError`: `usage` where the folder holds a data set that may not be replaced, or files that `label` did not write;
  ///   `inputOutput` where the folder cannot be made.
  public static func checkOutput(_ output: String, replacing: Bool, sources: [String]) throws(DatasetError) {
    try EarlierSet(in: output).check(replacing: replacing, sources: sources)
    try FileAccess.checkDirectory(output)
  }

  static func sum(_ counts: [[Int]]) -> [Int] { (0..<256).map { number in counts.reduce(0) { $0 + $1[number] } } }

  /// How many pixels each label has, from how many each source has.
  static func labelCounts(_ counts: [Int], _ labels: [UInt8]) -> [Int] {
    var result = [Int](repeating: 0, count: 256)
    for (number, label) in labels.enumerated() { result[Int(label)] += counts[number] }
    return result
  }

  private func finish(_ items: [LabelItem], _ set: LabelledSet) throws(DatasetError) {
    try FileAccess.write(Array(LabelClass.json(set.classes).utf8), to: output + "/classes.json")
    try writePreview(items, set.classes)
  }
}
