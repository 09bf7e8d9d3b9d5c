import CSystem

/// A picture on disk, and where its mask or overlay goes.
public struct PictureFile: Equatable, Sendable {
  public var path: String
  /// The file's name without its folder and its ending.
  public var stem: String

  public init(path: String) {
    self.path = path
    let bytes = Array(path.utf8)
    let name = bytes.lastIndex(of: 0x2F).map { Array(bytes[($0 + 1)...]) } ?? bytes
    let dot = name.lastIndex(of: 0x2E) ?? name.count
    stem = String(decoding: dot == 0 ? name : Array(name[..<dot]), as: UTF8.self)
  }

  /// Whether the name ends as JPEGs' do.
  var isJPEG: Bool {
    let lower = path.utf8.suffix(5).map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    return lower.suffix(4) == Array(".jpg".utf8) || lower == Array(".jpeg".utf8)
  }

  /// The folder that it lies in.
  public var folder: String {
    let bytes = Array(path.utf8)
    guard let slash = bytes.lastIndex(of: 0x2F) else { return "." }
    return String(decoding: bytes[..<max(slash, 1)], as: UTF8.self)
  }

  /// The pictures that these paths name, in their order. A folder stands for its pictures, sorted by name.
  ///
  /// - Parameter leftOut: called with a folder that holds other entries too, and with their number.
  public static func all(
    _ paths: [String], leftOut: (String, Int) -> Void = { _, _ in }
  ) throws(StreamError) -> [PictureFile] {
    var files: [PictureFile] = []
    for path in paths {
      guard let names = names(in: path) else {
        guard unsafe catseye_file_exists(path) != 0 else { throw .cannotOpen(path: path) }
        files.append(PictureFile(path: path))
        continue
      }
      let inside = names.map { PictureFile(path: path + "/" + $0) }.filter { $0.isJPEG }
      guard !inside.isEmpty else { throw .noPictures(folder: path) }
      files += inside
      let others = names.count - inside.count - 2  // "." and ".."
      if others > 0 { leftOut(path, others) }
    }
    return files
  }

  /// The names of a folder's entries; nil where the path is no folder.
  private static func names(in path: String) -> [String]? {
    guard let folder = unsafe catseye_folder_open(path) else { return nil }
    defer { unsafe catseye_folder_close(folder) }
    var names: [[UInt8]] = []
    while let name = unsafe catseye_folder_next(folder) { unsafe names.append(Array(String(cString: name).utf8)) }
    names.sort { $0.lexicographicallyPrecedes($1) }
    return names.map { String(decoding: $0, as: UTF8.self) }
  }
}
