import Dataset
import Testing

@testable import Accuracy

@Suite struct ReportTests {
  @Test func textIsEscapedAndMarkupIsNot() {
    let hostile = "<script>alert('x')</script>\n\"&\u{7}"
    let inner: HTML = "<b>\(hostile)</b>"
    let outer: HTML = "<p title=\"\(hostile)\">\(inner)</p>\(3)"
    #expect(inner.markup == "<b>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;&amp;\u{FFFD}</b>")
    #expect(outer.markup.hasSuffix("\">\(inner.markup)</p>3"))
    #expect(!outer.markup.contains("<script"))
  }

  /// The test vectors of FIPS 180-4, and lengths near that of a block.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 1000), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"),
  ])
  func digest(text: String, expected: String) {
    #expect(SHA256.hexDigest(of: Array(text.utf8)) == expected)
  }

  @Test func framesAreScoredOneByOne() {
    func map(_ indices: [UInt8]) -> LabelMap { LabelMap(width: 4, height: 1, indices: indices) }
    func frame(_ name: String, _ truth: [UInt8], _ float: [UInt8], _ int8: [UInt8]) -> ComparedFrame {
      ComparedFrame(
        name: name, photo: RGBImage(width: 4, height: 1), truth: map(truth), float: map(float), int8: map(int8))
    }
    var evaluation = Evaluation(classes: 3)
    evaluation.add(frame("a", [0, 1, 1, 255], [0, 1, 1, 2], [0, 1, 1, 2]))
    evaluation.add(frame("b", [0, 0, 1, 255], [0, 0, 0, 1], [0, 1, 0, 0]))
    #expect(evaluation.agreement == 6.0 / 8)
    #expect(evaluation.frames.map(\.agreement) == [1, 0.5])
    #expect(evaluation.frames.map(\.int8) == [1, 1.0 / 3])
    #expect(evaluation.worstFrames(1).map(\.name) == ["b"])
    // float: class 0 has 3 of 4, class 1 has 2 of 3; int8: both have 2 of 4; class 2 is in no labelled pixel
    #expect(evaluation.float.intersectionOverUnion == [0.75, 2.0 / 3, nil])
    #expect(evaluation.int8.intersectionOverUnion == [0.5, 0.5, nil])
    #expect(abs(evaluation.dropInPoints - 100 * (0.75 + 2.0 / 3 - 1) / 2) < 1e-9)
  }
}
