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
  public func run(_ colours: Colours) throws(DatasetError) -> [LabelClass] {
    if case .clusters(let count, _) = colours, !(2...255).contains(count) {
      throw DatasetError(.usage, "\(count) classes: it must be 2 to 255")
    }
    var names = try pairNames()
    let good: [String]
    var classes: [LabelClass]
    var counts: [Int]
    switch colours {
    case .palette(let entries):
      let maskColours = try MaskColours(palette: entries)
      (good, counts) = try writeLabels(names, maskColours)
      classes = maskColours.classes
    case .clusters(let count, let seed):
      let found = try cluster(histogram(&names), count, seed)
      (good, counts) = try writeLabels(names, found)
      let newNumbers: [UInt8]
      (classes, newNumbers) = found.ordered(by: counts)
      try renumber(good, newNumbers)
      counts = counts.filter { $0 > 0 }.sorted(by: >)
    }
    // Without the ignored pixels.
    let total = Double(max(1, classes.reduce(0) { $0 + counts[$1.index] }))
    for index in classes.indices { classes[index].share = Double(counts[index]) / total }
    try FileAccess.write(Array(LabelClass.json(classes).utf8), to: output + "/classes.json")
    try writePreview(good, classes)
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
