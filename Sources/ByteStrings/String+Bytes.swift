/// Strings that are compared and divided by their bytes, for the board.
///
/// `==`, `hasPrefix` and everything that counts characters follow Unicode's rules, and link 50 KB of tables for them. The board compares
/// its own words, and names from a file; for these, equal bytes are enough. A test of the linked program finds code that uses the others.
extension String {
  /// Whether both strings have the same bytes.
  public func isSame(as other: String) -> Bool {
    utf8.count == other.utf8.count && begins(with: other)
  }

  public func begins(with start: String) -> Bool {
    var text = self
    var start = start
    return text.withUTF8 { text in
      start.withUTF8 { start in
        guard text.count >= start.count else { return false }
        for index in 0..<start.count where unsafe text[index] != start[index] { return false }
        return true
      }
    }
  }

  public func ends(with end: String) -> Bool { utf8.suffix(end.utf8.count).elementsEqual(end.utf8) }

  /// The string after `start`; nil if it does not begin with `start`.
  public func rest(after start: String) -> String? {
    begins(with: start) ? String(decoding: Array(utf8)[start.utf8.count...], as: UTF8.self) : nil
  }

  /// The parts between the bytes `separator`, empty ones too. There are at most `most`; the last one then contains separators.
  public func parts(at separator: Unicode.Scalar, most: Int = .max) -> [String] {
    let bytes = Array(utf8)
    var parts: [String] = []
    var start = 0
    for index in 0..<bytes.count where bytes[index] == UInt8(ascii: separator) && parts.count + 1 < most {
      parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
      start = index + 1
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  /// The number of Unicode scalars. That is the width of a name in a table, unless it has wide or combining characters.
  public var scalarCount: Int { utf8.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) } }

  /// The string without blanks and control characters at both ends.
  public var trimmed: String {
    let bytes = Array(utf8)
    let isText: (UInt8) -> Bool = { $0 > 0x20 }
    guard let first = bytes.firstIndex(where: isText), let last = bytes.lastIndex(where: isText) else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }
}

/// Lets `switch` compare bytes.
public func ~= (pattern: String, value: String) -> Bool { value.isSame(as: pattern) }

/// nil matches no word.
public func ~= (pattern: String, value: String?) -> Bool { value.map { $0.isSame(as: pattern) } ?? false }

extension Array where Element == String {
  /// Whether one of the strings has these bytes.
  public func contains(_ word: String) -> Bool { contains { $0.isSame(as: word) } }
}
