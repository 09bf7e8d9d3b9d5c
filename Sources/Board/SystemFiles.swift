import ByteStrings
import CSystem

/// Reads the kernel's small files below /proc and /sys.
public struct SystemFiles: Sendable {
  /// A prefix of every path; empty except in tests.
  let root: String

  public init(root: String = "") { self.root = root }

  /// The first `limit` bytes as text, without white space at both ends; nil where the file is missing or empty.
  func text(_ path: String, limit: Int = 4096) -> String? {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = unsafe (root + path).withCString { path in
      unsafe bytes.withUnsafeMutableBytes { unsafe catseye_read_file(path, $0.baseAddress, $0.count) }
    }
    guard count > 0 else { return nil }
    let text = String(decoding: bytes[..<count], as: UTF8.self).trimmed
    return text.isEmpty ? nil : text
  }

  func number(_ path: String) -> Int? { text(path).flatMap { Int($0) } }
}

extension String {
  /// The value in the line `NAME: value` (with white space round the colon); nil without such a line.
  func field(_ name: String) -> String? {
    for line in parts(at: "\n") {
      let parts = line.parts(at: ":", most: 2)
      if parts.count == 2, parts[0].trimmed.isSame(as: name) { return parts[1].trimmed }
    }
    return nil
  }
}
