import Dataset
import Foundation

/// A file that is written beside its final place and moved there once it is whole; what stood there stays until then.
///
/// The draft is opened at once, so that a place that cannot be written is told before the work and not after it.
final class DraftFile {
  private let path: String
  private let draft: String
  private let handle: FileHandle

  /// - Throws: DatasetError (`inputOutput`), if the place cannot be written.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    draft = path + ".part"
    var isDirectory: ObjCBool = false
    let isTaken = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    guard !isTaken, FileManager.default.createFile(atPath: draft, contents: nil),
      let handle = FileHandle(forWritingAtPath: draft)
    else { throw DraftFile.refused(path) }
    self.handle = handle
  }

  deinit { unlink(draft) }

  /// Writes all of it and moves it to its place.
  func finish(_ text: String) throws(DatasetError) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
      try handle.close()
    } catch {
      throw DraftFile.refused(path)
    }
    guard rename(draft, path) == 0 else { throw DraftFile.refused(path) }
  }

  private static func refused(_ path: String) -> DatasetError {
    DatasetError(.inputOutput, "\(path): cannot be written; is there space and permission?")
  }
}
