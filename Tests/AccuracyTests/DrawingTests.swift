import Testing

@testable import Accuracy

@Suite struct DrawingTests {
  @Test func rowsAreStepsWithWhatFollowsThem() throws {
    let outline = NetworkOutline(try SmallUNet().graph)
    #expect(
      outline.rows.map(\.title) == [
        "frame", "convolution 3x3, leaky ReLU 0.3", "convolution 3x3, affine, leaky ReLU 0.3",
        "max-pool 2x2 stride 2x2",
        "convolution 3x3, leaky ReLU 0.3", "transposed convolution 2x2 stride 2x2", "concat",
        "convolution 3x3, leaky ReLU 0.3", "convolution 3x3",
      ])
    #expect(outline.rows.map(\.level) == [0, 0, 0, 1, 1, 0, 0, 0, 0])
    #expect(outline.rows[6].reads == [5, 2])
    #expect(outline.rows[1].work == 12 * 16 * 24 * 27)
    #expect(NetworkOutline(try SmallUNet().graph, fused: false).rows.count == 14)
  }

  @Test func halvesOfOddSizesAreLevels() {
    #expect([572, 284, 140, 68, 32].map { NetworkOutline.level($0, of: 572) } == [0, 1, 2, 3, 4])
    #expect([15, 8, 7].map { NetworkOutline.level($0, of: 15) } == [0, 1, 1])
    #expect(NetworkOutline.level(1, of: 1 << 20) == 7)
  }

  /// Whoever wrote the file chose the names in it.
  @Test func namesAreEscaped() throws {
    var graph = try SmallUNet().graph
    graph.name = "<b>&\"'\u{1}"
    graph.nodes[0].name = "]]><script>"
    let svg = NetworkDrawing(NetworkOutline(graph)).svg
    #expect(!svg.contains("<script"))
    #expect(svg.components(separatedBy: "<path").count == 2)
  }
}
