import Foundation

/// A line on stderr that counts, if stderr is a terminal.
struct Progress {
  private let what: String
  private let total: Int
  private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1

  init(_ what: String, of total: Int) {
    self.what = what
    self.total = total
  }

  func show(_ done: Int) {
    guard isTerminal else { return }
    let end = done >= total ? "\n" : ""
    StandardError.write("\r\(what): \(done) of \(total)\(end)")
  }
}
