import Foundation

/// Remarks and progress. A standard error that cannot be written is no reason to stop.
enum StandardError {
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
