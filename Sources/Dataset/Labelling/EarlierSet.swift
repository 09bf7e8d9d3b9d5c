import Foundation

/// A data set in the place where another is to be written. Files of both would mix: old photos with new ones, and class indices of two
/// lists.
struct EarlierSet {
  /// The paths of files that `label` wrote.
  private var own: [String] = []
  /// The paths of files in images/ and labels/ that `label` did not write.
  private var others: [String] = []
  private let output: String

  /// - Parameter output: the folder; its val/ is searched too.
  init(in output: String) {
    self.output = output
    for folder in [output, output + "/val"] { add(folder) }
  }

  /// - Parameters:
  ///   - replacing: whether files that `label` wrote may be removed.
  ///   - sources: folders that are read.
  /// - Throws: `DatasetError` (`usage`) if a file is in the way.
  func check(replacing: Bool, sources: [String]) throws(DatasetError) {
    guard !own.isEmpty || !others.isEmpty else { return }
    let places = [output, output + "/val"].flatMap { ["\($0)/images", "\($0)/labels"] }.map(FileAccess.resolved)
    for source in sources {
      let path = FileAccess.resolved(source) + "/"
      if places.contains(where: { path.hasPrefix($0 + "/") }) {
        throw DatasetError(.usage, "\(source): is read, and results would be written there; give another -o")
      }
    }
    guard replacing else {
      let labels = own.count { $0.hasSuffix(".pgm") }
      let what = labels > 0 ? "\(labels) labels" : (own.first ?? others.first).map { "as \($0)" } ?? ""
      throw DatasetError(
        .usage,
        "\(output): holds a data set already (\(what)); give another -o, or --replace to remove what label wrote there")
    }
    guard let other = others.first else { return }
    throw DatasetError(
      .usage,
      "\(other): was not written by label, and --replace removes nothing else; remove it (\(others.count) such files), or "
        + "give another -o")
  }

  /// Removes what `label` wrote.
  func remove() throws(DatasetError) {
    for path in own {
      do {
        try FileManager.default.removeItem(atPath: path)
      } catch {
        throw DatasetError(.inputOutput, "\(path): cannot be removed")
      }
    }
  }

  private mutating func add(_ folder: String) {
    let labels = Self.files(folder + "/labels")
    let images = Self.files(folder + "/images")
    let stems = Set(labels.filter { $0.hasSuffix(".pgm") }.map { String($0.dropLast(4)) })
    for label in labels {
      let path = "\(folder)/labels/\(label)"
      if label.hasSuffix(".pgm") { own.append(path) } else { others.append(path) }
    }
    for image in images {
      let path = "\(folder)/images/\(image)"
      if image.hasSuffix(".jpg"), stems.contains(String(image.dropLast(4))) {
        own.append(path)
      } else {
        others.append(path)
      }
    }
    let isThere = { (name: String) in FileManager.default.fileExists(atPath: "\(folder)/\(name)") }
    guard !labels.isEmpty || isThere("classes.json") else { return }
    for name in ["classes.json", "preview.jpg"] where isThere(name) { own.append("\(folder)/\(name)") }
  }

  private static func files(_ folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }
}
