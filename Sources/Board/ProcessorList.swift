import ByteStrings

/// Lists of processors as users and the kernel write them: `0-3,6`.
public enum ProcessorList {
  /// The processors of a list; nil if it is none, or if it names a processor beyond 1023.
  public static func parse(_ list: String) -> [Int32]? {
    var processors: [Int32] = []
    for part in list.parts(at: ",") {
      let ends = part.parts(at: "-")
      guard ends.count <= 2, let first = number(ends[0]), let last = number(ends[ends.count - 1]), first <= last
      else { return nil }
      for processor in first...last { processors.append(Int32(processor)) }
    }
    return processors
  }

  /// The list of these processors, which are in ascending order.
  public static func text(_ processors: [Int32]) -> String {
    var parts: [String] = []
    var index = 0
    while index < processors.count {
      var end = index
      while end + 1 < processors.count, processors[end + 1] == processors[end] + 1 { end += 1 }
      let first = processors[index].description
      parts.append(end == index ? first : "\(first)-\(processors[end].description)")
      index = end + 1
    }
    return parts.joined(separator: ",")
  }

  private static func number(_ digits: String) -> Int? {
    guard (1...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(digits), number < 1024
    else { return nil }
    return number
  }
}
