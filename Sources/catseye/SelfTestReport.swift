import Kernels
import Streaming

/// The results of `selftest`.
struct SelfTestReport {
  let instructionSet: InstructionSet
  private var tests: [(name: String, expected: UInt64, got: UInt64)] = []

  init(instructionSet: InstructionSet) { self.instructionSet = instructionSet }

  mutating func add(_ name: String, expected: UInt64, got: UInt64) { tests.append((name, expected, got)) }

  /// The names of the tests that failed.
  var failures: [String] { tests.filter { $0.expected != $0.got }.map { $0.name } }

  var text: [UInt8] {
    var text = TextWriter()
    text.line("kernels for \(instructionSet.text)")
    for test in tests {
      text.text(test.expected == test.got ? "  right  " : "  WRONG  ")
      text.column(test.name, 24)
      text.text(" " + SelfTestReport.hex(test.got))
      text.line(test.expected == test.got ? "" : " instead of " + SelfTestReport.hex(test.expected))
    }
    return text.bytes
  }

  var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("isa", instructionSet.text)
    json.key("failures")
    json.beginArray()
    for name in failures { json.string(name) }
    json.endArray()
    json.key("tests")
    json.beginArray()
    for test in tests {
      json.beginObject()
      json.member("name", test.name)
      json.member("expected", SelfTestReport.hex(test.expected))
      json.member("got", SelfTestReport.hex(test.got))
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
