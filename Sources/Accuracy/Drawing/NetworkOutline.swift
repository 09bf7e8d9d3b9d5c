/// What a drawing or a listing of a network shows: its steps in order, and of a model the memory that they share.
public struct NetworkOutline {
  public enum Kind: Sendable {
    case frame, convolution, depthwise, transposed, pool, resize, join, other
  }

  public struct Row {
    public var kind: Kind
    /// What is computed, with what was fused into it.
    public var title: String
    /// channels x height x width.
    public var shape: String
    /// Rows that it reads, by their indices.
    public var reads: [Int]
    /// How often its rows of pixels were halved since the frame.
    public var level: Int
    /// Multiply-accumulates of a frame.
    public var work: Int
    /// In the file.
    public var name: String
  }

  /// Memory of one tensor, in the rows during which it is needed.
  public struct Area {
    public var name: String
    public var bytes: Range<Int>
    public var rows: ClosedRange<Int>
  }

  public var title: String
  /// One line on the whole.
  public var summary: String
  public var rows: [Row]
  /// Empty for a float network.
  public var areas: [Area] = []
  public var arenaBytes = 0

  /// Halvings from a frame's height to another's, at most 7.
  static func level(_ height: Int, of frame: Int) -> Int {
    var (level, size) = (0, frame)
    // 3/4: halves of odd sizes, and of valid convolutions, are not quite that.
    while level < 7, height * 4 <= size * 3 {
      level += 1
      size /= 2
    }
    return level
  }
}
