import Foundation

extension LabelClass {
  /// Reads a palette: JSON as `read` takes it, CVAT's labelmap.txt (`road:128,64,128::`), or a text file with one name a line, of which
  /// the first is class 0.
  ///
  /// - Throws: `DatasetError` that begins with the path, as `read`.
  public static func readPalette(_ path: String) throws(DatasetError) -> [LabelClass] {
    guard (path as NSString).pathExtension.lowercased() == "txt" else { return try read(path) }
    let text = String(decoding: try FileAccess.read(path), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    var classes: [LabelClass] = []
    for line in lines {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      var colour = RGBColour(wheel: classes.count)
      if fields.count > 1 {
        let levels = fields[1].split(separator: ",").compactMap { UInt8($0.trimmingCharacters(in: .whitespaces)) }
        guard levels.count == 3 else {
          throw DatasetError(.badData, "\(path): '\(line)' is no line of a labelmap.txt (road:128,64,128::)")
        }
        colour = RGBColour(levels[0], levels[1], levels[2])
      }
      classes.append(LabelClass(index: classes.count, name: String(fields[0]), colour: colour))
    }
    do throws(DatasetError) {
      return try parse(Array(json(classes).utf8))
    } catch {
      throw error.inFile(path)
    }
  }
}
