import Dataset
import Foundation

/// The place of a command's result. Every command that writes a file checks it before the work.
///
/// An ordinary file is written beside its final place and moved there once it is complete; until then the old file stays. For a link,
/// that is the file to which it leads. Anything else (a device, a named pipe, /dev/stdout) is written directly, because a move would
/// replace it by an ordinary file.
struct DraftFile {
  private enum Place {
    /// - Parameter permissions: those of the file that is replaced, if there is one.
    case ordinary(path: String, permissions: mode_t?)
    case special(path: String)
    /// A file that is open already, by its descriptor.
    case open(Int32)
  }

  private let path: String
  private let place: Place

  /// - Parameters:
  ///   - path: the place of the result. If it is the standard output, the command prints to standard error from now on.
  ///   - inputs: files from which the result is made; it must not replace them.
  /// - Throws: DatasetError: `usage` for an empty name and for the name of an input, `inputOutput` if the place cannot be written.
  init(_ path: String, from inputs: [String] = []) throws(DatasetError) {
    self.path = path
    guard !path.isEmpty else { throw DatasetError(.usage, "the name of the file to write is empty") }
    if let number = Self.openFile(path) {
      place = .open(try Self.own(number, path))
      return
    }
    let target = try Self.behindLinks(path)
    let status = FileStatus(target)
    switch path.hasSuffix("/") ? .directory : status?.kind {
    case .directory:
      throw DatasetError(.inputOutput, "\(path): cannot be written: it is a directory; give the name of a file")
    case .special:
      guard access(target, W_OK) == 0 else { throw Self.refused(path) }
      place = .special(path: target)
    case .ordinary, nil:
      if let status, let input = inputs.first(where: { FileStatus($0)?.isSameFile(as: status) == true }) {
        throw DatasetError(.usage, "\(path): is what is read (\(input)); give the result another name")
      }
      place = .ordinary(path: target, permissions: status?.permissions)
      try Self.checkFolder(of: target, path)
      let (file, draft) = try opened(beside: target)
      close(file)
      unlink(draft)
    }
  }

  func finish(_ text: String) throws(DatasetError) { try finish(Array(text.utf8)) }

  /// Writes the whole result and moves it to its place.
  func finish(_ bytes: [UInt8]) throws(DatasetError) {
    // a reader that has gone must give an error, not a signal
    let handler = signal(SIGPIPE, SIG_IGN)
    defer { _ = signal(SIGPIPE, handler) }
    switch place {
    case .open(let file):
      guard Self.write(bytes, to: file) else { throw Self.refused(path) }
    case .special(let target):
      let file = Foundation.open(target, O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { throw Self.refused(path) }
      let isWritten = Self.write(bytes, to: file)
      guard close(file) == 0, isWritten else { throw Self.refused(path) }
    case .ordinary(let target, let permissions):
      let (file, draft) = try opened(beside: target)
      defer { unlink(draft) }
      if let permissions { _ = fchmod(file, permissions) }
      let isWritten = Self.write(bytes, to: file)
      guard close(file) == 0, isWritten, rename(draft, target) == 0 else { throw Self.refused(path) }
    }
  }

  /// Creates a new file in the target's folder, with a name that is free.
  private func opened(beside target: String) throws(DatasetError) -> (file: Int32, draft: String) {
    for attempt in 0..<100 {
      let name = "catseye-convert.\(getpid())-\(attempt).part"
      let draft = Self.folder(of: target) + "/" + name
      let file = Foundation.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if file >= 0 { return (file, draft) }
      guard errno == EEXIST else { break }
    }
    throw Self.refused(path)
  }

  private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    do {
      try FileHandle(fileDescriptor: file, closeOnDealloc: false).write(contentsOf: Data(bytes))
      return true
    } catch {
      return false
    }
  }

  private static func refused(_ path: String) -> DatasetError {
    DatasetError(.inputOutput, "\(path): cannot be written; is there space and permission?")
  }
}

extension DraftFile {
  private static func folder(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  private static func checkFolder(of target: String, _ path: String) throws(DatasetError) {
    let folder = folder(of: target)
    switch FileStatus(folder)?.kind {
    case .directory: return
    case nil:
      throw DatasetError(.inputOutput, "\(path): cannot be written: there is no folder '\(folder)'; make it first")
    default: throw DatasetError(.inputOutput, "\(path): cannot be written: '\(folder)' is no folder")
    }
  }

  /// The path to which links lead, whether or not a file is there.
  private static func behindLinks(_ path: String) throws(DatasetError) -> String {
    var path = path
    for _ in 0..<40 {
      guard let next = link(at: path) else { return path }
      path = next
    }
    throw DatasetError(.inputOutput, "\(path): cannot be written: its links lead in a circle")
  }

  private static func link(at path: String) -> String? {
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return nil }
    return target.hasPrefix("/") ? target : folder(of: path) + "/" + target
  }

  /// The descriptor for which a path stands, as /dev/stdout and /dev/fd/3 do: these are links into /proc.
  private static func openFile(_ path: String) -> Int32? {
    var next: String? = path
    for _ in 0..<40 {
      guard let path = next else { return nil }
      let folder = URL(fileURLWithPath: folder(of: path)).resolvingSymlinksInPath().path
      if folder == "/proc/self/fd" || folder == "/proc/\(getpid())/fd" {
        return Int32((path as NSString).lastPathComponent)
      }
      next = link(at: path)
    }
    return nil
  }

  /// The open file itself. For the standard output it is a copy, and later prints go to standard error.
  private static func own(_ number: Int32, _ path: String) throws(DatasetError) -> Int32 {
    let flags = fcntl(number, F_GETFL)
    guard flags >= 0, flags & O_ACCMODE != O_RDONLY else { throw refused(path) }
    guard number == STDOUT_FILENO else { return number }
    let copy = dup(number)
    guard copy >= 0, dup2(STDERR_FILENO, number) >= 0 else { throw refused(path) }
    return copy
  }
}
