/// How many pixels of each class were given each class.
public struct ConfusionMatrix: Equatable, Sendable {
  public let classes: Int
  /// [truth][predicted]
  private var counts: [Int]

  public init(classes: Int) {
    self.classes = classes
    counts = [Int](repeating: 0, count: classes * classes)
  }

  /// Counts the pixels of one picture. It leaves out pixels whose truth is no class (255: ignored).
  ///
  /// - Parameters:
  ///   - truth: class indices
  ///   - predicted: as many class indices, each below `classes`
  public mutating func add(truth: [UInt8], predicted: [UInt8]) {
    precondition(truth.count == predicted.count)
    for (t, p) in zip(truth, predicted) where Int(t) < classes && Int(p) < classes {
      counts[Int(t) * classes + Int(p)] += 1
    }
  }

  /// Adds the counts of another matrix.
  public mutating func add(_ other: ConfusionMatrix) {
    precondition(classes == other.classes)
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// How many pixels were counted.
  public var total: Int { counts.reduce(0, +) }

  /// The share of the pixels that were given their class; 0 if none was counted.
  public var pixelAccuracy: Double {
    let right = (0..<classes).reduce(0) { $0 + counts[$1 * classes + $1] }
    return total == 0 ? 0 : Double(right) / Double(total)
  }

  /// The intersection over union of each class, TP / (TP + FP + FN); nil for a class that occurs neither in the truth nor in the masks.
  public var intersectionOverUnion: [Double?] {
    (0..<classes).map { c in
      let both = counts[c * classes + c]
      let truth = (0..<classes).reduce(0) { $0 + counts[c * classes + $1] }
      let predicted = (0..<classes).reduce(0) { $0 + counts[$1 * classes + c] }
      let union = truth + predicted - both
      return union == 0 ? nil : Double(both) / Double(union)
    }
  }

  /// The mean of `intersectionOverUnion` over the classes that have one; 0 without any.
  public var meanIntersectionOverUnion: Double {
    let defined = intersectionOverUnion.compactMap { $0 }
    return defined.isEmpty ? 0 : defined.reduce(0, +) / Double(defined.count)
  }
}
