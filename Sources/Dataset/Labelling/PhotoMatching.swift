import Foundation

/// Finds the mask of each photo, in another directory or in the same one.
struct PhotoMatching {
  private(set) var items: [LabelItem] = []
  /// Photos without a mask, and masks without a photo, as paths from their directories.
  private(set) var lonelyPhotos: [String] = []
  private(set) var lonelyMasks: [String] = []
  /// Masks that are not used because their photo has another one, and that other one: Cityscapes has three for each photo.
  private(set) var spareMasks: [(mask: String, instead: String)] = []

  /// - Parameter folders: the directories.
  /// - Throws: `DatasetError` (`badData`) if no photo has a mask; it names an example of both.
  init(
    photos: [String], in photoFolder: String, masks all: [String], in maskFolder: String
  ) throws(DatasetError) {
    let folders = Set(
      all.map { (($0 as NSString).deletingLastPathComponent as NSString).lastPathComponent.lowercased() })
    let masks = all.filter { !MaskNaming.isOfObjects($0, among: folders) }
    var found = Self.byKnownNames(photos, masks)
    if found.count * 2 < min(photos.count, masks.count) {
      let learned = Self.byRule(photos, masks)
      if learned.count > found.count { found = learned }
    }
    let names = Self.outputNames(photos)
    for (photo, name) in zip(photos, names) {
      guard let mask = found[photo] else {
        lonelyPhotos.append(photo)
        continue
      }
      items.append(LabelItem(name: name, photo: "\(photoFolder)/\(photo)", mask: .file("\(maskFolder)/\(mask)")))
    }
    let used = Set(found.values)
    var taken: [String: String] = [:]
    for (photo, mask) in found { for key in MaskNaming.keys(ofPhoto: Self.stem(photo)) { taken[key] = mask } }
    for mask in masks where !used.contains(mask) {
      if let instead = MaskNaming.keys(ofMask: Self.stem(mask)).compactMap({ taken[$0] }).first {
        spareMasks.append((mask, instead))
      } else {
        lonelyMasks.append(mask)
      }
    }
    guard !items.isEmpty else {
      throw DatasetError(
        .badData,
        "no mask in \(maskFolder) is named after a photo in \(photoFolder): photos as '\(photos.first ?? "-")', masks as "
          + "'\(masks.first ?? all.first ?? "-")'; give both the same names, but for the ending or words as _mask")
    }
  }

  /// Each photo's name without folder and ending; where two folders have the same name, the folders are part of it.
  static func outputNames(_ photos: [String]) -> [String] {
    let paths = photos.map { ($0 as NSString).deletingPathExtension }
    let stems = paths.map { ($0 as NSString).lastPathComponent }
    guard Set(stems).count < Set(paths).count else { return stems }
    return paths.map { $0.replacingOccurrences(of: "/", with: "_") }
  }

  private static func stem(_ path: String) -> String {
    ((path as NSString).lastPathComponent as NSString).deletingPathExtension
  }

  private static func byKnownNames(_ photos: [String], _ masks: [String]) -> [String: String] {
    var index: [String: [(mask: String, place: Int)]] = [:]
    for mask in masks {
      for (place, key) in MaskNaming.keys(ofMask: stem(mask)).enumerated() {
        index[key, default: []].append((mask, place))
      }
    }
    var found: [String: String] = [:]
    for photo in photos {
      for key in MaskNaming.keys(ofPhoto: stem(photo)) where found[photo] == nil {
        // the folders must agree as far as possible; then the key's rank counts, and then the kind of the mask
        found[photo] =
          index[key]?.min { a, b in
            let (first, second) = (shared(a.mask, photo), shared(b.mask, photo))
            if first != second { return first > second }
            let ranks = (MaskNaming.rank(ofMask: a.mask), MaskNaming.rank(ofMask: b.mask))
            return (a.place, ranks.0, a.mask) < (b.place, ranks.1, b.mask)
          }?.mask
      }
    }
    return unique(found, photos)
  }

  /// Keeps one photo for each mask: if several claim it, the one whose folders are most like the mask's own.
  private static func unique(_ found: [String: String], _ photos: [String]) -> [String: String] {
    var claims: [String: [String]] = [:]
    for photo in photos { if let mask = found[photo] { claims[mask, default: []].append(photo) } }
    var result: [String: String] = [:]
    for (mask, claimants) in claims {
      if let photo = claimants.max(by: { (shared(mask, $0), $1) < (shared(mask, $1), $0) }) { result[photo] = mask }
    }
    return result
  }

  /// How many folders the two paths have in common.
  private static func shared(_ a: String, _ b: String) -> Int {
    let folders = Set((a as NSString).deletingLastPathComponent.split(separator: "/"))
    return (b as NSString).deletingLastPathComponent.split(separator: "/").count { folders.contains($0) }
  }

  private static func byRule(_ photos: [String], _ masks: [String]) -> [String: String] {
    guard let rule = NameRule.learned(photos: photos.map(stem), masks: masks.map(stem)) else { return [:] }
    let index = Dictionary(grouping: masks, by: stem)
    var found: [String: String] = [:]
    for photo in photos {
      guard let named = rule.mask(of: stem(photo)).flatMap({ index[$0] }) else { continue }
      found[photo] = named.max { shared($0, photo) < shared($1, photo) }
    }
    return unique(found, photos)
  }
}
