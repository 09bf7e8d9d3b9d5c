import Foundation

/// Writes remarks and progress. A standard error that cannot be written does not stop the program.
enum StandardError {
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
