/// Why a conversion stopped: one line that says what is wrong, where, and what to do.
public struct ConversionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of errors; the program's exit status depends on them.
  public enum Kind: Equatable, Sendable {
    /// The data are damaged, or this converter cannot convert them (exit status 65).
    case badData
    /// A file is not there (exit status 66).
    case noInput
    /// A file is there but cannot be read or written (exit status 74).
    case readOrWriteFailed
  }

  public var kind: Kind
  /// One line, without a full stop at its end and without the program's name.
  public var message: String
  /// Further problems, one line each.
  public var further: [String] = []

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message.singleLine
  }

  public static func badData(_ message: String) -> ConversionError { ConversionError(.badData, message) }

  public var description: String { message }
}

extension String {
  /// The text with control characters escaped and its length bounded. Whoever wrote the file chose the names in it, and an error must be
  /// one line on a terminal.
  public var singleLine: String {
    let limit = 600
    var line = ""
    for scalar in unicodeScalars.prefix(limit) {
      line += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return unicodeScalars.count > limit ? line + "..." : line
  }
}
