import Dataset
import Foundation

/// What a command is asked for. `print` hides a full disk; this tells it.
enum StandardOutput {
  /// - Throws: DatasetError (`inputOutput`).
  static func write(_ text: String) throws(DatasetError) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    } catch {
      throw DatasetError(.inputOutput, "standard output cannot be written; is there space?")
    }
  }
}
