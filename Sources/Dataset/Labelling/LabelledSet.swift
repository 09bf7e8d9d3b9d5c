/// What `label` made of a set of photos, for people to judge.
public struct LabelledSet: Sendable {
  /// With their shares of the labelled pixels, as in classes.json.
  public private(set) var classes: [LabelClass]
  public let photos: Int
  /// What of the masks became each class: colours or ids, the commonest first, and the share of all pixels.
  public private(set) var members: [[Member]]
  /// The same of what is ignored.
  public private(set) var ignored: [Member]
  /// Whether the masks hold class ids, and no colours.
  public let holdsIDs: Bool
  /// Whether 255 was taken for a class, since the masks hold 0 and 255 alone.
  public internal(set) var isBinary = false

  public struct Member: Sendable {
    /// "128,64,128", or "7".
    public let text: String
    public let share: Double
  }

  /// - Parameters:
  ///   - sources: what the masks hold.
  ///   - counts: pixels of each source.
  ///   - labels: the class of each, 255: ignored.
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
    // without the ignored pixels
    let labelled = labels.indices.filter { labels[$0] != LabelMap.ignored }.reduce(0) { $0 + counts[$1] }
    for index in classes.indices {
      let own = labels.indices.filter { labels[$0] == UInt8(classes[index].index) }.reduce(0) { $0 + counts[$1] }
      self.classes[index].share = Double(own) / Double(max(1, labelled))
    }
  }

  /// How many colours were found in the masks, those included that had to share a class.
  public var distinct: Int { members.reduce(0) { $0 + $1.count } }
}
