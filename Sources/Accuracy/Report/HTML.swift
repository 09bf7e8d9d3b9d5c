/// A piece of HTML. Literals are markup. An interpolated value is text and is escaped, unless it is HTML itself.
struct HTML: ExpressibleByStringInterpolation {
  var markup: String

  init(stringLiteral markup: String) { self.markup = markup }
  init(stringInterpolation pieces: Pieces) { markup = pieces.markup }

  /// The parts, each on its own line.
  init(_ parts: some Sequence<HTML>) { markup = parts.map(\.markup).joined(separator: "\n") }

  struct Pieces: StringInterpolationProtocol {
    var markup = ""

    init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { markup += literal }
    mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
    mutating func appendInterpolation(_ text: String) { markup += HTML.escaped(text) }
    mutating func appendInterpolation(_ number: Int) { markup += String(number) }
  }

  /// Text for an element or a quoted attribute; control characters become the replacement character.
  static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\n", "\t": out += " "
      default: out.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
      }
    }
    return out
  }
}
