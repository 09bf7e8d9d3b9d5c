import Dataset
import Vision

/// Float against int8 on labelled frames, all at the labels' size.
public struct Evaluation {
  public private(set) var float, int8: ConfusionMatrix
  public private(set) var frames = 0
  private var equal = 0
  private var compared = 0

  public init(classes: Int) {
    float = ConfusionMatrix(classes: classes)
    int8 = ConfusionMatrix(classes: classes)
  }

  /// Counts one frame; both masks are enlarged to the label's size (nearest).
  ///
  /// - Parameters:
  ///   - floatMask, int8Mask: class indices at the model's size, `size`
  ///   - truth: class indices of the model's classes; others are ignored
  public mutating func add(
    floatMask: [UInt8], int8Mask: [UInt8], size: PictureSize, truth: LabelMap
  ) throws(VisionError) {
    let enlargement = try MaskEnlargement(from: size, to: PictureSize(width: truth.width, height: truth.height))
    let a = enlarged(floatMask, enlargement)
    let b = enlarged(int8Mask, enlargement)
    float.add(truth: truth.indices, predicted: a)
    int8.add(truth: truth.indices, predicted: b)
    for (x, y) in zip(a, b) where x == y { equal += 1 }
    compared += a.count
    frames += 1
  }

  private func enlarged(_ mask: [UInt8], _ enlargement: borrowing MaskEnlargement) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: enlargement.target.pixels)
    mask.withUnsafeBufferPointer { mask in
      out.withUnsafeMutableBufferPointer { enlargement.enlarge(mask, into: $0) }
    }
    return out
  }

  /// Share of all pixels, ignored ones too, with one class in both masks.
  public var agreement: Double { compared == 0 ? 0 : Double(equal) / Double(compared) }

  /// What int8 lost, in percentage points of mean intersection over union.
  public var dropInPoints: Double {
    100 * (float.meanIntersectionOverUnion - int8.meanIntersectionOverUnion)
  }
}
