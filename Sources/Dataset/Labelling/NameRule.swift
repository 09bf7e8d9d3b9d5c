/// A rule that turns a photo's name into its mask's. It is learned from both directories: `IMG_17` and `seg-17-final` differ in the parts
/// before and after `17`.
struct NameRule: Hashable {
  var photoStart = ""
  var photoEnd = ""
  var maskStart = ""
  var maskEnd = ""

  /// The mask's name; nil where the rule does not fit the photo's.
  func mask(of photo: String) -> String? {
    guard photo.hasPrefix(photoStart), photo.hasSuffix(photoEnd), photo.count > photoStart.count + photoEnd.count else {
      return nil
    }
    return maskStart + photo.dropFirst(photoStart.count).dropLast(photoEnd.count) + maskEnd
  }

  /// The rule that finds a mask for the most photos, if these are at least half of the photos or of the masks.
  static func learned(photos: [String], masks: [String]) -> NameRule? {
    let known = Set(masks)
    let samples = spread(masks, 6).flatMap { mask in spread(photos, 400).compactMap { rule(photo: $0, mask: mask) } }
    var best: (rule: NameRule, found: Int)?
    for rule in Set(samples).sorted(by: { $0.length < $1.length }) {
      let found = photos.count { rule.mask(of: $0).map(known.contains) ?? false }
      if found > best?.found ?? 0 { best = (rule, found) }
    }
    guard let best, best.found * 2 >= min(photos.count, masks.count) else { return nil }
    return best.rule
  }

  private var length: Int { photoStart.count + photoEnd.count + maskStart.count + maskEnd.count }

  private static func spread(_ names: [String], _ count: Int) -> [String] {
    names.count <= count ? names : (0..<count).map { names[$0 * names.count / count] }
  }

  /// The rule that keeps the longest common part; it does not divide a number.
  private static func rule(photo: String, mask: String) -> NameRule? {
    let (a, b) = (Array(photo), Array(mask))
    var best: (start: Int, other: Int, length: Int) = (0, 0, 0)
    var lengths = [Int](repeating: 0, count: b.count + 1)
    for i in a.indices {
      var diagonal = 0
      for j in b.indices {
        let above = lengths[j + 1]
        lengths[j + 1] = a[i] == b[j] ? diagonal + 1 : 0
        diagonal = above
        if lengths[j + 1] > best.length {
          best = (i + 1 - lengths[j + 1], j + 1 - lengths[j + 1], lengths[j + 1])
        }
      }
    }
    guard best.length > 0, a[best.start..<best.start + best.length].contains(where: \.isNumber) || best.length > 2
    else {
      return nil
    }
    let (end, otherEnd) = (best.start + best.length, best.other + best.length)
    let isCut =
      cuts(a, best.start) || cuts(a, end) || cuts(b, best.other) || cuts(b, otherEnd)
    guard !isCut else { return nil }
    return NameRule(
      photoStart: String(a[..<best.start]), photoEnd: String(a[end...]), maskStart: String(b[..<best.other]),
      maskEnd: String(b[otherEnd...]))
  }

  private static func cuts(_ text: [Character], _ place: Int) -> Bool {
    place > 0 && place < text.count && text[place - 1].isNumber && text[place].isNumber
  }
}
