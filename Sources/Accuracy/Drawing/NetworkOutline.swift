/// The contents of a drawing or a listing of a network: its steps in order, and for a model the memory that they share.
public struct NetworkOutline {
  public enum Kind: Sendable {
    case frame, convolution, depthwise, transposed, pool, resize, join, other
  }

  public struct Row {
    public var kind: Kind
    /// The operation, with those that are fused into it.
    public var title: String
    /// channels x height x width.
    public var shape: String
    /// The indices of the rows that it reads.
    public var reads: [Int]
    /// How often the height was halved since the frame.
    public var level: Int
    /// Multiply-accumulates for one frame.
    public var work: Int
    /// The name in the file.
    public var name: String
  }

  /// The memory of one tensor, in the rows during which it is needed.
  public struct Area {
    public var name: String
    public var bytes: Range<Int>
    public var rows: ClosedRange<Int>
  }

  public var title: String
  /// One line about the whole network.
  public var summary: String
  public var rows: [Row]
  /// The arena; empty for a float network.
  public var areas: [Area] = []
  public var arenaBytes = 0

  /// How often a frame's height is halved to give another height, at most 7.
  static func level(_ height: Int, of frame: Int) -> Int {
    var (level, size) = (0, frame)
    // 3/4 instead of 1/2, because halves of odd sizes and outputs of unpadded convolutions are a little off
    while level < 7, height * 4 <= size * 3 {
      level += 1
      size /= 2
    }
    return level
  }
}
