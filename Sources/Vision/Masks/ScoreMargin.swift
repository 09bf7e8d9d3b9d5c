/// How far the winning class of each pixel leads the second: the difference of their logits in sixteenths, as a byte.
///
/// It is min(16 · (first - second), 255) + 0.5, rounded down. It is 255 where there is only one class, and 0 where the difference is no
/// number; a model's logits are finite, so its difference always is one.
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
