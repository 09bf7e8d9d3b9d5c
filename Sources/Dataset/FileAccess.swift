import Foundation

/// Reads and writes whole files and directories; errors name the path.
public enum FileAccess {
  public static func read(_ path: String) throws(DatasetError) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      guard FileManager.default.fileExists(atPath: path) else { throw DatasetError(.notThere, "\(path): no such file") }
      throw DatasetError(.inputOutput, "\(path): cannot be read")
    }
  }

  public static func write(_ bytes: [UInt8], to path: String) throws(DatasetError) {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw DatasetError(.inputOutput, "\(path): cannot be written; is there space and permission?")
    }
  }

  static func createDirectory(_ path: String) throws(DatasetError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DatasetError(.inputOutput, "\(path): the directory cannot be created")
    }
  }

  /// Checks that a directory can be written into, or that it can be made.
  ///
  /// - Throws: DatasetError (`inputOutput`).
  static func checkDirectory(_ path: String) throws(DatasetError) {
    var place = path
    while !place.isEmpty, !FileManager.default.fileExists(atPath: place) {
      place = (place as NSString).deletingLastPathComponent
    }
    var isDirectory: ObjCBool = false
    if place.isEmpty { place = "." }
    guard FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw DatasetError(.inputOutput, "\(path): the directory cannot be created: '\(place)' is a file")
    }
    guard FileManager.default.isWritableFile(atPath: place) else {
      throw DatasetError(.inputOutput, "\(path): cannot be written; is there permission?")
    }
  }

  /// Finds the files in `directory`, and in folders in it, whose names end in one of `extensions` (small letters). They are returned as
  /// paths from `directory`, sorted by bytes, without hidden files and folders.
  ///
  /// - Parameter leavingOut: paths of folders to leave out: results, or another set's files.
  static func list(
    _ directory: String, extensions: Set<String>, leavingOut: [String] = []
  ) throws(DatasetError) -> [String] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) else {
      throw DatasetError(.notThere, "\(directory): no such directory")
    }
    guard isDirectory.boolValue else { throw DatasetError(.notThere, "\(directory): not a directory") }
    var found: [String] = []
    var seen = Set(leavingOut.map(resolved))
    seen.remove(resolved(directory))
    try collect(directory, below: "", extensions, &seen, &found)
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The path without links, so that a folder can be recognised.
  static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  private static func collect(
    _ root: String, below folder: String, _ extensions: Set<String>, _ seen: inout Set<String>, _ found: inout [String]
  ) throws(DatasetError) {
    let path = folder.isEmpty ? root : "\(root)/\(folder)"
    // links may lead in circles
    guard seen.insert(resolved(path)).inserted else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw DatasetError(.inputOutput, "\(path): cannot be read")
    }
    for name in names where !name.hasPrefix(".") && name != "__MACOSX" {
      let inside = folder.isEmpty ? name : "\(folder)/\(name)"
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: "\(root)/\(inside)", isDirectory: &isDirectory) else { continue }
      if isDirectory.boolValue {
        try collect(root, below: inside, extensions, &seen, &found)
      } else if extensions.contains((name as NSString).pathExtension.lowercased()) {
        found.append(inside)
      }
    }
  }
}
