import Model
import Testing

@testable import catseye

@Suite struct ClassGroupOptionTests {
  static var classes: [ModelClass] { ["sky", "road", "car"].map { ModelClass(name: $0, red: 0, green: 0, blue: 0) } }

  static func groups(_ list: String) throws -> [[Int]] {
    try RunCommand.groups(Arguments(["--classes", list], accepting: RunCommand.options), classes)
  }

  @Test func groupsOfNames() throws {
    #expect(try Self.groups("road") == [[1]])
    #expect(try Self.groups("car,sky+road") == [[2], [0, 1]])
  }

  @Test(arguments: ["bus", "road,", "road+", ",", "Road"]) func unknownNames(_ list: String) {
    do throws(any Error) {
      _ = try Self.groups(list)
      Issue.record("\(list) was accepted")
    } catch {
      let failure = error as? Failure
      #expect(failure?.status == .usage && failure?.message.contains("sky, road, car") == true)
    }
  }
}
