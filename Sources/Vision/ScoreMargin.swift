/// By how much the winning class of each pixel leads the second: the difference of their logits in sixteenths, as a byte.
///
/// min(16 · (first - second), 255) + 0.5, rounded down; 255 where there is one class only.
public enum ScoreMargin {
  /// - Parameters:
  ///   - logits: [classes][pixels].
  ///   - margins: [pixels].
  public static func compute(
    _ logits: UnsafeBufferPointer<Float>, classes: Int, into margins: UnsafeMutableBufferPointer<UInt8>
  ) {
    precondition(classes > 0 && logits.count == classes * margins.count)
    guard let scores = logits.baseAddress, let out = margins.baseAddress else { return }
    let pixels = margins.count
    for pixel in 0..<pixels {
      var first = -Float.infinity
      var second = -Float.infinity
      for index in 0..<classes {
        let score = unsafe scores[index * pixels + pixel]
        second = max(second, min(first, score))
        first = max(first, score)
      }
      unsafe out[pixel] = UInt8(min((first - second) * 16, 255) + 0.5)
    }
  }
}
