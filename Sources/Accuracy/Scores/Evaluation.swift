/// The scores of float and int8 on labelled frames, at the labels' size.
public struct Evaluation: Sendable {
  public private(set) var float, int8: ConfusionMatrix
  /// The score of each frame, in the order in which they were added.
  public private(set) var frames: [FrameScore] = []
  private var equal = 0
  private var compared = 0

  public init(classes: Int) {
    float = ConfusionMatrix(classes: classes)
    int8 = ConfusionMatrix(classes: classes)
  }

  public mutating func add(_ frame: ComparedFrame) {
    let classes = float.classes
    var (floatMatrix, int8Matrix) = (ConfusionMatrix(classes: classes), ConfusionMatrix(classes: classes))
    floatMatrix.add(truth: frame.truth.indices, predicted: frame.float.indices)
    int8Matrix.add(truth: frame.truth.indices, predicted: frame.int8.indices)
    var equal = 0
    for (x, y) in zip(frame.float.indices, frame.int8.indices) where x == y { equal += 1 }
    frames.append(
      FrameScore(
        name: frame.name, agreement: Double(equal) / Double(frame.float.indices.count),
        float: floatMatrix.pixelAccuracy, int8: int8Matrix.pixelAccuracy))
    float.add(floatMatrix)
    int8.add(int8Matrix)
    self.equal += equal
    compared += frame.float.indices.count
  }

  /// The share of all pixels, ignored ones too, that have the same class in both masks.
  public var agreement: Double { compared == 0 ? 0 : Double(equal) / Double(compared) }

  /// The loss by int8, in percentage points of mean intersection over union.
  public var dropInPoints: Double {
    100 * (float.meanIntersectionOverUnion - int8.meanIntersectionOverUnion)
  }

  /// The frames on which the masks differ most, the worst first; equal ones are sorted by name.
  public func worstFrames(_ count: Int) -> [FrameScore] {
    Array(frames.sorted { ($0.agreement, $0.name) < ($1.agreement, $1.name) }.prefix(count))
  }
}
