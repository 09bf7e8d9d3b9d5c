import Foundation

/// Whole files and directories, with errors that name the path.
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

  /// The names of the files in `directory` whose name ends in one of `extensions` (lower case), sorted by bytes.
  static func list(_ directory: String, extensions: Set<String>) throws(DatasetError) -> [String] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) else {
      throw DatasetError(.notThere, "\(directory): no such directory")
    }
    guard isDirectory.boolValue else { throw DatasetError(.notThere, "\(directory): not a directory") }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: directory)
    } catch {
      throw DatasetError(.inputOutput, "\(directory): cannot be read")
    }
    return
      names
      .filter { !$0.hasPrefix(".") && extensions.contains(($0 as NSString).pathExtension.lowercased()) }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
