import Dataset
@preconcurrency import Foundation

/// Writes a command's results. `print` hides a full disk; these functions report it.
enum StandardOutput {
  /// - Throws: DatasetError (`inputOutput`).
  static func write(_ text: String) throws(DatasetError) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    } catch {
      throw refused
    }
  }

  /// Writes what `print` still has in its buffer.
  ///
  /// - Throws: DatasetError (`inputOutput`), if any of what was printed is lost.
  static func finish() throws(DatasetError) {
    let isFlushed = fflush(stdout) == 0
    guard ferror(stdout) == 0, isFlushed else { throw refused }
  }

  /// Occupies the descriptors of closed standard streams, so that a file which is opened later is not mistaken for one of them.
  static func holdClosedStreams() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", number == STDOUT_FILENO ? O_RDONLY : O_WRONLY)
    }
  }

  private static var refused: DatasetError {
    DatasetError(.inputOutput, "standard output cannot be written; is it open, and is there space?")
  }
}
