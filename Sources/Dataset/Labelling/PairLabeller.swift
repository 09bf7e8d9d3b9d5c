import Foundation

/// Turns a directory of pairs (photo | coloured mask) into a data set: images/, labels/,
/// classes.json, and preview.jpg for the eye.
public struct PairLabeller {
  /// Where the masks' colours come from.
  public enum Colours: Sendable {
    /// The colours of a palette; its entry named `void`, or with index 255, is ignored.
    case palette([LabelClass])
    /// k-means on the masks' own colours; 2 to 255 classes, ordered by share.
    case clusters(count: Int, seed: UInt64)
  }

  public let pairs: String
  public let output: String
  /// Called with a line for every pair that is left out.
  let warn: (String) -> Void
  /// Called with pairs done and pairs in all, in each pass.
  let progress: (Int, Int) -> Void
  /// The pairs to take; nil: all of the directory.
  var chosen: [String]?

  public init(
    pairs: String, output: String, warn: @escaping (String) -> Void = { _ in },
    progress: @escaping (Int, Int) -> Void = { _, _ in }
  ) {
    self.pairs = pairs
    self.output = output
    self.warn = warn
    self.progress = progress
  }

  /// Labels all pairs and returns the classes, with their shares of the labelled pixels, as written to classes.json.
  ///
  /// - Throws: `DatasetError`: `usage` for a number of clusters outside 2 ... 255, `notThere` without the directory or
  ///   without pairs in it, `badData` if no pair can be decoded, `inputOutput` if a result cannot be written.
  public func run(_ colours: Colours) throws(DatasetError) -> [LabelClass] { try Self.run([self], colours)[0] }

  /// Labels several directories, as training and validation, with one set of classes: what each wrote to its classes.json,
  /// which differ in the shares alone.
  ///
  /// - Throws: as `run`.
  public static func run(_ sets: [PairLabeller], _ colours: Colours) throws(DatasetError) -> [[LabelClass]] {
    if case .clusters(let count, _) = colours, !(2...255).contains(count) {
      throw DatasetError(.usage, "\(count) classes: it must be 2 to 255")
    }
    var names: [[String]] = []
    for set in sets { names.append(try set.pairNames()) }
    let found: MaskColours
    switch colours {
    case .palette(let entries): found = try MaskColours(palette: entries)
    case .clusters(let count, let seed):
      var histogram = ColourHistogram()
      for index in sets.indices { histogram.add(try sets[index].histogram(&names[index])) }
      found = try sets[0].cluster(histogram, count, seed)
    }
    var counts: [[Int]] = []
    for index in sets.indices {
      let written = try sets[index].writeLabels(names[index], found)
      names[index] = written.names
      counts.append(written.counts)
    }
    var classes = found.classes
    if case .clusters = colours { classes = try renumber(sets, names, &counts, found) }
    var results: [[LabelClass]] = []
    for index in sets.indices { results.append(try sets[index].finish(names[index], counts[index], classes)) }
    return results
  }

  /// Classes in the order of their shares in all sets together.
  private static func renumber(
    _ sets: [PairLabeller], _ names: [[String]], _ counts: inout [[Int]], _ found: MaskColours
  ) throws(DatasetError) -> [LabelClass] {
    let total = (0..<256).map { label in counts.reduce(0) { $0 + $1[label] } }
    let (classes, newNumbers) = found.ordered(by: total)
    for index in sets.indices {
      try sets[index].renumber(names[index], newNumbers)
      var moved = [Int](repeating: 0, count: 256)
      for label in newNumbers.indices where counts[index][label] > 0 {
        moved[Int(newNumbers[label])] += counts[index][label]
      }
      counts[index] = moved
    }
    return classes
  }

  private func finish(_ names: [String], _ counts: [Int], _ classes: [LabelClass]) throws(DatasetError) -> [LabelClass]
  {
    // Without the ignored pixels.
    var classes = classes
    let total = Double(max(1, classes.reduce(0) { $0 + counts[$1.index] }))
    for index in classes.indices { classes[index].share = Double(counts[classes[index].index]) / total }
    try FileAccess.write(Array(LabelClass.json(classes).utf8), to: output + "/classes.json")
    try writePreview(names, classes)
    return classes
  }

  /// The clean colours of all masks in 2 to 20 clusters; nothing is written.
  ///
  /// - Throws: as `run`.
  public func suggestion(seed: UInt64) throws(DatasetError) -> ClusterSuggestion {
    var names = try pairNames()
    let histogram = try histogram(&names)
    do {
      return try ClusterSuggestion(histogram, seed: seed)
    } catch {
      throw error.inFile(pairs)
    }
  }

  private func cluster(_ histogram: ColourHistogram, _ count: Int, _ seed: UInt64) throws(DatasetError) -> MaskColours {
    do {
      return try MaskColours(clustering: histogram, k: count, seed: seed)
    } catch {
      throw error.inFile(pairs)
    }
  }
}
