import Board
import Testing

@testable import catseye

@Suite struct ArgumentsTests {
  static let options = Arguments.Options(
    command: "test", withValue: ["--model", "--threads", "--size", "--kind"], flags: ["--json"])

  static func parse(_ words: String...) throws -> Arguments { try Arguments(words, accepting: options) }

  @Test func valuesAndFlags() throws {
    let arguments = try Self.parse("--model", "a b", "--json", "--threads=7")
    #expect(arguments.value("--model") == "a b")
    #expect(try arguments.integer("--threads", in: 1...64) == 7)
    #expect(arguments.flag("--json") && !arguments.flag("--help"))
    #expect(arguments.value("--size") == nil)
    #expect(try Self.parse("-h").flag("--help"))
    #expect(try Self.parse("--model=x=y").value("--model") == "x=y")
    #expect(try Self.parse("--model=--odd").value("--model") == "--odd")
  }

  @Test(arguments: [
    ["--frob"], ["-x"], ["file"], ["--model"], ["--model", "--json"], ["--model="], ["--json=1"],
    ["--model", "a", "--model", "b"], [""],
  ])
  func refused(_ words: [String]) {
    do throws(Failure) {
      _ = try Arguments(words, accepting: Self.options)
      Issue.record("\(words) was accepted")
    } catch {
      #expect(error.status == .usage)
      #expect(error.message.hasPrefix("test: ") && !error.message.contains("\n"))
    }
  }

  @Test(arguments: ["0", "65", "-1", "+3", "3x", "", " 3", "99999999999999999999", "٣"]) func badNumbers(_ text: String)
    throws
  {
    guard let arguments = try? Self.parse("--threads=\(text)") else {
      #expect(text.isEmpty)
      return
    }
    #expect(throws: Failure.self) { _ = try arguments.integer("--threads", in: 1...64) }
  }

  @Test(arguments: ["640", "640x", "x480", "640x480x3", "0x480", "640x16385", "640X480", "-1x5", "640 x480"])
  func badSizes(_ text: String) throws {
    #expect(throws: Failure.self) { _ = try Self.parse("--size", text).size() }
  }

  @Test func goodSize() throws {
    let size = try Self.parse("--size", "16384x1").size()
    #expect(size?.width == 16384 && size?.height == 1)
  }

  @Test func choices() throws {
    #expect(try Self.parse().choice("--kind", of: ["one", "two"]) == "one")
    #expect(try Self.parse("--kind", "two").choice("--kind", of: ["one", "two"]) == "two")
    #expect(throws: Failure.self) { _ = try Self.parse("--kind", "three").choice("--kind", of: ["one", "two"]) }
  }

  @Test func processorLists() {
    #expect(ProcessorList.parse("0-3,6") == [0, 1, 2, 3, 6])
    #expect(ProcessorList.parse("5") == [5])
    for bad in ["", ",", "1,", "3-1", "1-2-3", "a", "-1", "1024"] {
      #expect(ProcessorList.parse(bad) == nil, "\(bad)")
    }
  }
}
