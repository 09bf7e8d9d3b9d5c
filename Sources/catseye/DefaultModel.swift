import CSystem

/// The model that is used where none is named: the most accurate of those installed with the program.
enum DefaultModel {
  static let names = ["city-plus", "city", "city-lite"]

  /// The path of an installed model by its name, for instance `city-lite`; nil where there is none, or where the name is a path.
  static func find(named name: String) -> String? {
    guard !name.utf8.contains(0x2F) else { return nil }
    for folder in folders {
      let path = "\(folder)/\(name).ceye"
      if unsafe catseye_file_exists(path) != 0 { return path }
    }
    return nil
  }

  /// The path of the most accurate installed model; nil where none is installed.
  static func find() -> String? {
    for folder in folders {
      for name in names {
        let path = "\(folder)/\(name).ceye"
        if unsafe catseye_file_exists(path) != 0 { return path }
      }
    }
    return nil
  }

  /// The folder share/catseye beside the program's own folder, and the folders in which packages put models.
  private static var folders: [String] {
    var path = [CChar](repeating: 0, count: 4096)
    let count = unsafe path.withUnsafeMutableBufferPointer { unsafe catseye_program_path($0.baseAddress, $0.count) }
    let packages = ["/usr/local/share/catseye", "/usr/share/catseye"]
    guard count > 0 else { return packages }
    let bytes = path.prefix(count).map { UInt8(bitPattern: $0) }
    guard let program = bytes.lastIndex(of: 0x2F), let folder = bytes[..<program].lastIndex(of: 0x2F) else {
      return packages
    }
    return [String(decoding: bytes[..<folder], as: UTF8.self) + "/share/catseye"] + packages
  }
}
