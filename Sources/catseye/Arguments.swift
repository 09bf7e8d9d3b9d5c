import ByteStrings

/// The options of one command, as `--name value`, `--name=value` or `--name`.
///
/// Embedded Swift has no argument parser. This one knows what it accepts, and refuses everything else with one line.
struct Arguments {
  /// The options that a command accepts.
  struct Options {
    var command: String
    var withValue: [String]
    var flags: [String]
    /// Whether words that are no options are accepted; they become `paths`.
    var takesPaths = false
  }

  /// Words that are no options.
  private(set) var paths: [String] = []
  private let command: String
  private var values: [(name: String, value: String)] = []
  private var flags: [String] = []

  /// - Parameter words: the words after the command's name.
  init(_ words: [String], accepting options: Options) throws(Failure) {
    command = options.command
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      let (name, inline) = Arguments.split(word)
      if options.withValue.contains(name) {
        guard !values.contains(where: { $0.name.isSame(as: name) }) else { throw refuse("\(name) is given twice") }
        guard let value = inline ?? (index < words.count ? words[index] : nil), !value.isEmpty,
          inline != nil || !value.begins(with: "--")
        else { throw refuse("\(name) needs a value") }
        if inline == nil { index += 1 }
        values.append((name, value))
      } else if options.flags.contains(name) || ["--help", "-h"].contains(name) {
        guard inline == nil else { throw refuse("\(name) takes no value") }
        flags.append(name.isSame(as: "-h") ? "--help" : name)
      } else if options.takesPaths, !word.begins(with: "-"), !word.isEmpty {
        paths.append(word)
      } else {
        if word.ends(with: ".ceye") { throw refuse("\(word) is a model: give it as --model \(word)") }
        throw refuse(word.begins(with: "-") ? "unknown option '\(name)'" : "unexpected argument '\(word)'")
      }
    }
  }

  func flag(_ name: String) -> Bool { flags.contains(name) }
  func value(_ name: String) -> String? {
    for entry in values where entry.name.isSame(as: name) { return entry.value }
    return nil
  }

  func required(_ name: String, _ what: String) throws(Failure) -> String {
    guard let value = value(name) else { throw refuse("\(name) is missing: \(what)") }
    return value
  }

  /// nil where the option is not given.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Arguments.digits(text), range.contains(number) else {
      throw refuse("\(name) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
    }
    return number
  }

  /// The first of `choices` where the option is not given.
  func choice(_ name: String, of choices: [String]) throws(Failure) -> String {
    guard let text = value(name) else { return choices[0] }
    guard choices.contains(text) else {
      throw refuse("\(name) takes \(choices.joined(separator: ", ")), not '\(text)'")
    }
    return text
  }

  /// A usage failure that names the command and its help.
  func refuse(_ message: String) -> Failure { .usage("\(command): \(message); see catseye \(command) --help") }

  static func requireNone(_ words: [String], after command: String) throws(Failure) {
    guard let first = words.first else { return }
    throw .usage("\(command): unexpected argument '\(first)'; see catseye --help")
  }

  /// A number of ASCII digits; nil for anything else and for numbers that are too large.
  static func digits(_ text: String) -> Int? {
    guard (1...9).contains(text.utf8.count) else { return nil }
    var number = 0
    for byte in text.utf8 {
      guard (0x30...0x39).contains(byte) else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    return number
  }

  private static func split(_ word: String) -> (name: String, value: String?) {
    let bytes = Array(word.utf8)
    guard word.begins(with: "--"), let equals = bytes.firstIndex(of: 0x3D) else { return (word, nil) }
    return (
      String(decoding: bytes[..<equals], as: UTF8.self), String(decoding: bytes[(equals + 1)...], as: UTF8.self)
    )
  }
}
