/// How often each number (a class id, or a colour) occurs in masks, and how often inside an area of that number alone.
struct MaskTally: Sendable {
  struct Entry: Sendable {
    var count = 0
    /// How many pixels have only this number in their 3 x 3 neighbourhood.
    var interior = 0
  }

  /// More numbers than any mask of classes has; further numbers are not counted.
  static let limit = 4096

  private(set) var entries: [UInt32: Entry] = [:]
  private(set) var isCrowded = false
  private(set) var pixels = 0

  mutating func add(_ numbers: [UInt32], width: Int, height: Int) {
    pixels += numbers.count
    for y in 0..<height {
      let row = y * width
      var x = 0
      while x < width {
        let number = numbers[row + x]
        var end = x + 1
        while end < width, numbers[row + end] == number { end += 1 }
        var interior = 0
        if y > 0, y < height - 1 {
          for column in stride(from: x + 1, to: end - 1, by: 1)
          where Self.isUniform(numbers, row + column - width, number)
            && Self.isUniform(numbers, row + column + width, number)
          { interior += 1 }
        }
        add(number, Entry(count: end - x, interior: interior))
        x = end
      }
    }
  }

  mutating func add(_ other: MaskTally) {
    pixels += other.pixels
    isCrowded = isCrowded || other.isCrowded
    for (number, entry) in other.entries { add(number, entry) }
  }

  /// The same counts for other numbers.
  func mapped(_ name: (UInt32) -> UInt32) -> MaskTally {
    var result = MaskTally()
    result.pixels = pixels
    result.isCrowded = isCrowded
    for (number, entry) in entries { result.add(name(number), entry) }
    return result
  }

  /// Whether most numbers are mixtures along edges (smooth drawing), or there are too many for classes.
  var isBlended: Bool {
    guard !isCrowded, entries.count <= 256 else { return true }
    let edges = entries.values.filter { $0.interior == 0 }
    let areas = entries.count - edges.count
    let share = Double(edges.reduce(0) { $0 + $1.count }) / Double(max(1, pixels))
    return edges.count > max(4, areas) && areas >= 2 && share < 0.25
  }

  /// Whether it looks like a photo: very many numbers, and hardly any area of one.
  var isPhoto: Bool {
    let interior = entries.values.reduce(0) { $0 + $1.interior }
    return entries.count > 64 && Double(interior) < 0.15 * Double(pixels)
  }

  private mutating func add(_ number: UInt32, _ entry: Entry) {
    guard entries.count < Self.limit || entries[number] != nil else { return isCrowded = true }
    entries[number, default: Entry()].count += entry.count
    entries[number, default: Entry()].interior += entry.interior
  }

  private static func isUniform(_ numbers: [UInt32], _ centre: Int, _ number: UInt32) -> Bool {
    numbers[centre] == number && numbers[centre - 1] == number && numbers[centre + 1] == number
  }
}
