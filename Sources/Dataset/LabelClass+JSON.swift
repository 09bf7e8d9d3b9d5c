import Foundation

extension LabelClass {
  /// The classes as a JSON array with one line for each, so that people can read it.
  public static func json(_ classes: [LabelClass]) -> String {
    let lines = classes.map { entry in
      let name = (try? JSONEncoder().encode(entry.name)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
      let colour = "[\(entry.colour.red), \(entry.colour.green), \(entry.colour.blue)]"
      let share = entry.share.map { ", \"share\": " + String(format: "%.6f", $0) } ?? ""
      return "  {\"index\": \(entry.index), \"name\": \(name), \"colour\": \(colour)\(share)}"
    }
    return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
  }

  /// Reads a palette's file, or the classes.json of a data set.
  ///
  /// - Throws: `DatasetError` that begins with the path: as `parse`, or `notThere`, or `inputOutput`.
  public static func read(_ path: String) throws(DatasetError) -> [LabelClass] {
    let bytes = try FileAccess.read(path)
    do {
      return try parse(bytes)
    } catch {
      throw error.inFile(path)
    }
  }

  /// Reads the JSON of a palette or of classes.json.
  ///
  /// - Throws: `DatasetError` (`badData`) if it is not an array of objects with an index of 0 to 255, a name and a colour
  ///   of three numbers of 0 to 255, or if an index, a name or a colour occurs twice.
  public static func parse(_ json: [UInt8]) throws(DatasetError) -> [LabelClass] {
    let classes: [LabelClass]
    do {
      classes = try JSONDecoder().decode([LabelClass].self, from: Data(json))
    } catch {
      throw DatasetError(
        .badData, "not an array of {\"index\": 0, \"name\": \"road\", \"colour\": [128, 64, 128]}" + place(error))
    }
    guard !classes.isEmpty else { throw DatasetError(.badData, "no classes") }
    for (position, entry) in classes.enumerated() {
      guard (0...255).contains(entry.index) else {
        throw DatasetError(.badData, "class \(entry.name): index \(entry.index) is not 0 to 255")
      }
      guard !entry.name.isEmpty else { throw DatasetError(.badData, "class \(entry.index) has no name") }
      for other in classes[..<position] {
        let same =
          other.index == entry.index
          ? "index"
          : other.name == entry.name
            ? "name"
            : other.colour == entry.colour
              ? "colour" : nil
        guard let same else { continue }
        throw DatasetError(.badData, "classes \(other.name) and \(entry.name) have the same \(same)")
      }
    }
    return classes
  }

  /// Where the decoder stopped in the JSON, for instance " (entry 3, colour)".
  private static func place(_ error: any Error) -> String {
    let path: [any CodingKey]
    switch error as? DecodingError {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      path = context.codingPath
    case .keyNotFound(let key, let context):
      path = context.codingPath + [key]
    default:
      return ""
    }
    guard !path.isEmpty else { return "" }
    return " (" + path.map { $0.intValue.map { "entry \($0)" } ?? $0.stringValue }.joined(separator: ", ") + ")"
  }
}
