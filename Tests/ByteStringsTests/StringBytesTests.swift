import ByteStrings
import Testing

@Suite struct StringBytesTests {
  /// The results equal the standard library's, except for strings that Unicode regards as equal.
  @Test(arguments: [
    "", "a", "ab", "ba", "overlay", "e\u{301}", "\u{E9}", "a,b", ",", "x\0y", String(repeating: "long ", count: 9),
  ])
  func comparedByTheirBytes(_ one: String) {
    for other in [
      "", "a", "ab", "b", "overlay", "\u{E9}", "e\u{301}", "a,b,", ",", "x\0y", String(repeating: "long ", count: 9),
    ] {
      let same = Array(one.utf8) == Array(other.utf8)
      #expect(one.isSame(as: other) == same)
      #expect([one, "z"].contains(other) == (same || other == "z"))
      #expect(one.begins(with: other) == Array(one.utf8).starts(with: Array(other.utf8)))
      #expect(
        one.rest(after: other).map { Array($0.utf8) }
          == (one.begins(with: other) ? Array(one.utf8.dropFirst(other.utf8.count)) : nil))
      #expect((other ~= one) == same)
      #expect((other ~= Optional(one)) == same)
      #expect(!(other ~= String?.none))
    }
  }

  @Test(arguments: ["", "a", ",", "a,b", ",a,,b,", "a=b=c", "é,ß"])
  func cutIntoParts(_ text: String) {
    #expect(text.parts(at: ",") == text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) })
    #expect(
      text.parts(at: "=", most: 2)
        == text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) })
  }

  @Test func trimmedAtBothEnds() {
    #expect(" \t a b\u{0}\r\n".trimmed == "a b")
    #expect("é\u{10000}a".scalarCount == 3 && "".scalarCount == 0)
    #expect(" \n".trimmed == "" && "".trimmed == "" && "é".trimmed == "é")
  }
}
