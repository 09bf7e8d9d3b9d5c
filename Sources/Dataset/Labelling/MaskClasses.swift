/// What a set of masks holds, and the class of each colour or id.
enum MaskClasses: Sendable {
  /// Colours exactly as they were drawn.
  case exact(MaskColours)
  /// Colours that are mixed along edges.
  case mixed(MaskColours)
  case ids(MaskIDs)

  var classes: [LabelClass] {
    switch self {
    case .exact(let colours), .mixed(let colours): colours.classes
    case .ids(let ids): ids.classes
    }
  }

  var isBinary: Bool {
    if case .ids(let ids) = self { ids.isBinary } else { false }
  }

  /// The label of each source.
  var labels: [UInt8] {
    switch self {
    case .exact(let colours), .mixed(let colours): colours.labels
    case .ids(let ids): ids.labels
    }
  }

  /// The colours or ids of the masks, as text.
  var sources: [String] {
    switch self {
    case .exact(let colours), .mixed(let colours): colours.colours.map { "\($0.red),\($0.green),\($0.blue)" }
    case .ids(let ids): ids.ids.map { "\($0)" }
    }
  }

  /// For each pixel the number of its source.
  func numbers(_ mask: MaskPicture) -> [UInt8] {
    switch self {
    case .exact(let colours): colours.numbers(exact: mask.colours ?? mask.image.packed)
    case .mixed(let colours): colours.numbers(mixed: mask.image)
    case .ids(let ids): ids.numbers(mask.ids ?? [])
    }
  }

  /// The classes from the most frequent to the rarest, and the new label of each source; see `MaskColours.ordered`. Ids keep their order.
  func ordered(by counts: [Int]) -> (classes: [LabelClass], newNumbers: [UInt8]) {
    switch self {
    case .exact(let colours), .mixed(let colours): colours.ordered(by: counts)
    case .ids(let ids): (ids.classes, (0..<256).map { UInt8($0) })
    }
  }
}
