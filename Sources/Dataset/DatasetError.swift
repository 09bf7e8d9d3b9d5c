/// An error about a picture, a mask, a palette or a directory.
public struct DatasetError: Error, Equatable, CustomStringConvertible {
  /// The kinds that a caller may want to distinguish; a program maps them to its exit statuses.
  public enum Kind: Sendable {
    /// An argument outside its range.
    case usage
    /// Bytes that are not what they should be.
    case badData
    /// A file or directory that does not exist, or a directory without the files it should hold.
    case notThere
    /// The system refused to read or write.
    case inputOutput
  }

  public let kind: Kind

  /// One line, without a full stop: where, what, and what to do if that is not obvious.
  public let description: String

  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// The same error, with the file's name before it.
  func inFile(_ path: String) -> DatasetError { DatasetError(kind, "\(path): \(description)") }
}
