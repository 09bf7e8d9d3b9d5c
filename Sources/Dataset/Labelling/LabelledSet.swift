/// What `label` made of a set of photos, so that a person can judge it.
public struct LabelledSet: Sendable {
  /// The classes with their shares of the labelled pixels, as in classes.json.
  public private(set) var classes: [LabelClass]
  public let photos: Int
  /// For each class the colours or ids of the masks that became it, the most frequent first, with their shares of all pixels.
  public private(set) var members: [[Member]]
  /// The colours or ids that are ignored, likewise.
  public private(set) var ignored: [Member]
  /// Whether the masks hold class ids and no colours.
  public let holdsIDs: Bool
  /// Whether 255 was taken for a class, because the masks hold only 0 and 255.
  public internal(set) var isBinary = false

  public struct Member: Sendable {
    /// "128,64,128", or "7".
    public let text: String
    public let share: Double
  }

  /// - Parameters:
  ///   - sources: the colours or ids in the masks.
  ///   - counts: how many pixels each source has.
  ///   - labels: the class of each source; 255: ignored.
  init(classes: [LabelClass], kind: MaskSurvey.Kind, photos: Int, sources: [String], counts: [Int], labels: [UInt8]) {
    self.photos = photos
    holdsIDs = kind == .ids
    let all = Double(max(1, counts.reduce(0, +)))
    func members(_ label: UInt8) -> [Member] {
      labels.indices.filter { labels[$0] == label && counts[$0] > 0 }.sorted { (counts[$0], $1) > (counts[$1], $0) }
        .map { Member(text: sources[$0], share: Double(counts[$0]) / all) }
    }
    self.members = classes.map { members(UInt8($0.index)) }
    ignored = members(LabelMap.ignored)
    self.classes = classes
    // ignored pixels do not count
    let labelled = labels.indices.filter { labels[$0] != LabelMap.ignored }.reduce(0) { $0 + counts[$1] }
    for index in classes.indices {
      let own = labels.indices.filter { labels[$0] == UInt8(classes[index].index) }.reduce(0) { $0 + counts[$1] }
      self.classes[index].share = Double(own) / Double(max(1, labelled))
    }
  }

  /// How many colours were found in the masks, including those that share a class.
  public var distinct: Int { members.reduce(0) { $0 + $1.count } }
}
