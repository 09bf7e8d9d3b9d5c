import Model

extension Palette {
  /// Reads lines of `NAME RED GREEN BLUE`, with each colour from 0 to 255. A name may hold spaces. Empty lines and lines that begin with
  /// # are skipped.
  ///
  /// - Returns: the entries, and the number of the first line that cannot be read, or nil.
  public static func read(_ text: [UInt8]) -> (entries: [ModelClass], wrongLine: Int?) {
    var entries: [ModelClass] = []
    var (start, number) = (0, 0)
    while start < text.count {
      number += 1
      var end = start
      while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
      let line = PaletteLine(text, start, end)
      start = end + 1
      if line.isEmpty { continue }
      guard let entry = line.entry() else { return (entries, number) }
      entries.append(entry)
    }
    return (entries, nil)
  }
}

/// One line of a palette. Reading takes words off its end; `start` and `end` leave out blanks at its ends.
private struct PaletteLine {
  private let text: [UInt8]
  private var start, end: Int

  init(_ text: [UInt8], _ start: Int, _ end: Int) {
    self.text = text
    self.start = start
    self.end = end
    while self.start < end, text[self.start] <= 0x20 { self.start += 1 }
    trimEnd()
  }

  /// Whether the line is empty or a comment.
  var isEmpty: Bool { start == end || text[start] == UInt8(ascii: "#") }

  private mutating func trimEnd() {
    while end > start, text[end - 1] <= 0x20 { end -= 1 }
  }

  consuming func entry() -> ModelClass? {
    let (blue, green, red) = (takeByte(), takeByte(), takeByte())
    guard let red, let green, let blue, start < end else { return nil }
    return ModelClass(name: String(decoding: text[start..<end], as: UTF8.self), red: red, green: green, blue: blue)
  }

  /// Takes the last word off; nil if it is no number of 1 to 3 digits that fits a byte.
  private mutating func takeByte() -> UInt8? {
    var (value, weight) = (0, 1)
    while end > start, text[end - 1] > 0x20 {
      guard weight <= 100, (0x30...0x39).contains(text[end - 1]) else { return nil }
      value += Int(text[end - 1] - 0x30) * weight
      weight *= 10
      end -= 1
    }
    trimEnd()
    return UInt8(exactly: value)
  }
}
