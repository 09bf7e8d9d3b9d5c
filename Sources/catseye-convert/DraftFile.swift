import Dataset
import Foundation

/// A file that is written beside its final place and moved there once it is whole; what stood there stays until then.
struct DraftFile {
  private let path: String
  private var draft: String { path + ".part" }

  /// - Throws: DatasetError (`inputOutput`), if the place cannot be written: told before the work and not after it.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    var isDirectory: ObjCBool = false
    let isTaken = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    guard !isTaken, FileManager.default.createFile(atPath: draft, contents: nil) else { throw refused }
    unlink(draft)
  }

  /// Writes all of it and moves it to its place.
  func finish(_ text: String) throws(DatasetError) { try finish(Array(text.utf8)) }

  /// Likewise.
  func finish(_ bytes: [UInt8]) throws(DatasetError) {
    defer { unlink(draft) }
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: draft))
    } catch {
      throw refused
    }
    guard rename(draft, path) == 0 else { throw refused }
  }

  private var refused: DatasetError {
    DatasetError(.inputOutput, "\(path): cannot be written; is there space and permission?")
  }
}
