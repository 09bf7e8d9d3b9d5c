import Foundation

/// What is at a path, after following its links.
struct FileStatus {
  enum Kind {
    case ordinary, directory
    /// A device, a pipe or a socket.
    case special
  }

  private let status: stat

  /// nil where nothing is.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.status = status
  }

  var kind: Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .ordinary
    case S_IFDIR: .directory
    default: .special
    }
  }

  var permissions: mode_t { status.st_mode & 0o777 }

  func isSameFile(as other: FileStatus) -> Bool {
    status.st_dev == other.status.st_dev && status.st_ino == other.status.st_ino
  }
}
