/// By how much the winning class of each pixel leads the second: the difference of their logits in sixteenths, as a byte.
///
/// min(16 · (first - second), 255) + 0.5, rounded down; 255 where there is one class only, and 0 where there is no difference:
/// of two logits that are infinite, which a model's never are, or no numbers.
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
      let lead = (first - second) * 16
      unsafe out[pixel] = lead >= 255 ? 255 : lead >= 0 ? UInt8(lead + 0.5) : 0
    }
  }
}
