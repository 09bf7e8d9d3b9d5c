import Foundation

/// What Label Studio writes for brush labels: one file for each label, `task-7-annotation-3-by-1-tag-car-0.png`, which is white where
/// something was painted. The project's JSON export says which photo a task has.
struct LabelStudioExport {
  let items: [LabelItem]
  /// The names of class ids; 0 is for pixels that nobody painted.
  let names: [UInt32: String]

  private struct Layer {
    let task: Int
    let label: String
    let path: String

    init?(_ path: String) {
      let stem = ((path as NSString).lastPathComponent as NSString).deletingPathExtension
      let words = stem.components(separatedBy: "-")
      // the parts are: task, its number, annotation, its number, by, whom, tag, the words of the label, a counter
      guard words.count >= 9, words[0] == "task", words[2] == "annotation", words[4] == "by", let task = Int(words[1])
      else { return nil }
      self.path = path
      self.task = task
      label = words[7..<(words.count - 1)].joined(separator: "-")
    }
  }

  /// nil where the masks are of another kind.
  ///
  /// - Throws: `DatasetError` (`notThere`) where no JSON export names the photos, or none of them is there.
  init?(photos: [String], in photoFolder: String, masks: [String], in maskFolder: String) throws(DatasetError) {
    let layers = masks.compactMap(Layer.init)
    guard !layers.isEmpty, layers.count == masks.count else { return nil }
    let tasks = try Self.tasks(beside: maskFolder)
    let labels = Set(layers.map(\.label)).sorted()
    names = Dictionary(
      uniqueKeysWithValues: [(0, "background")] + labels.enumerated().map { (UInt32($0 + 1), $1) })
    let photoOf = Dictionary(
      photos.flatMap { photo in
        MaskNaming.keys(ofPhoto: ((photo as NSString).lastPathComponent as NSString).deletingPathExtension)
          .map { ($0, photo) }
      }, uniquingKeysWith: { first, _ in first })
    var items: [LabelItem] = []
    for (task, own) in Dictionary(grouping: layers, by: \.task).sorted(by: { $0.key < $1.key }) {
      let keys = tasks[task].map { MaskNaming.keys(ofPhoto: $0) } ?? []
      guard let photo = keys.compactMap({ photoOf[$0] }).first else { continue }
      let files = own.map { layer in
        (id: UInt32((labels.firstIndex(of: layer.label) ?? 0) + 1), path: "\(maskFolder)/\(layer.path)")
      }
      let name = PhotoMatching.outputNames([photo])[0]
      items.append(LabelItem(name: name, photo: "\(photoFolder)/\(photo)", mask: .layers(files)))
    }
    guard !items.isEmpty else {
      throw DatasetError(
        .notThere,
        "\(maskFolder) holds Label Studio's brush layers, which name no photo: put the project's JSON export beside them"
      )
    }
    self.items = items
  }

  /// The name of each task's photo without its ending, from every JSON export in the folder or in the folder above it.
  private static func tasks(beside folder: String) throws(DatasetError) -> [Int: String] {
    struct LabelledTask: Decodable {
      var id: Int
      var data: [String: String]?
      var file_upload: String?
    }
    var tasks: [Int: String] = [:]
    for place in [folder, (FileAccess.resolved(folder) as NSString).deletingLastPathComponent] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
      for name in names.sorted() where name.lowercased().hasSuffix(".json") {
        let bytes = try FileAccess.read("\(place)/\(name)")
        for task in (try? JSONDecoder().decode([LabelledTask].self, from: Data(bytes))) ?? [] {
          guard let path = task.file_upload ?? task.data?["image"] ?? task.data?.values.sorted().first else { continue }
          let plain = path.removingPercentEncoding ?? path
          tasks[task.id] = ((plain as NSString).lastPathComponent as NSString).deletingPathExtension
        }
      }
    }
    return tasks
  }
}
