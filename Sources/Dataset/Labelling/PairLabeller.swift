import Foundation

/// Turns a directory of pairs (photo | coloured mask) into a data set: images/, labels/ and classes.json.
public struct PairLabeller {
  /// Where the masks' colours come from.
  public enum Colours: Sendable {
    /// The nearest colour of a palette; its entry named `void`, or with index 255, is ignored.
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
    let maskColours: MaskColours
    switch colours {
    case .palette(let entries):
      maskColours = try MaskColours(palette: entries)
    case .clusters(let count, let seed):
      maskColours = try cluster(&names, count, seed)
    }
    for directory in [output, output + "/images", output + "/labels"] { try FileAccess.createDirectory(directory) }
    var counts = [Int](repeating: 0, count: 256)
    let output = output
    let good = try forEachPair(names) { (name, photo, mask) throws(DatasetError) in
      let labels = maskColours.label(mask)
      let stem = (name as NSString).deletingPathExtension
      try FileAccess.write(
        JPEG.encode(photo, quality: 95, subsampling: .none), to: "\(output)/images/\(stem).jpg")
      try FileAccess.write(NetPBM.encode(labels), to: "\(output)/labels/\(stem).pgm")
      return labels.counts
    } collect: { (found: [Int]) in
      for (index, count) in found.enumerated() { counts[index] += count }
    }
    try requireSome(good)
    let total = Double(max(1, counts[..<Int(LabelMap.ignored)].reduce(0, +)))
    var classes = maskColours.classes
    for index in classes.indices { classes[index].share = Double(counts[index]) / total }
    try FileAccess.write(Array(LabelClass.json(classes).utf8), to: output + "/classes.json")
    return classes
  }
}
