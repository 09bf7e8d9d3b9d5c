import Lowering

/// Pixels as the float network takes them.
public enum FloatFrame {
  /// - Parameters:
  ///   - pixels: bytes, [height][width][channels]
  ///   - normalisation: of as many channels.
  /// - Returns: (p - mean) / standardDeviation, Float32 [channels][height][width]
  public static func normalised(_ pixels: [UInt8], _ normalisation: Normalisation) -> [Float] {
    let channels = normalisation.mean.count
    let plane = pixels.count / channels
    var values = [Float](repeating: 0, count: pixels.count)
    for c in 0..<channels {
      // one table a channel: a byte has only 256 values
      let table = (0..<256).map { Float((Double($0) - normalisation.mean[c]) / normalisation.standardDeviation[c]) }
      for index in 0..<plane { values[c * plane + index] = table[Int(pixels[index * channels + c])] }
    }
    return values
  }

  /// The class of each pixel, the lowest index among equals.
  /// - Parameter logits: Float32 [classes][pixels]
  public static func argMax(_ logits: [Float], classes: Int) -> [UInt8] {
    let plane = logits.count / max(classes, 1)
    var best = [UInt8](repeating: 0, count: plane)
    var highest = Array(logits.prefix(plane))
    for c in 1..<max(classes, 1) {
      for index in 0..<plane where logits[c * plane + index] > highest[index] {
        highest[index] = logits[c * plane + index]
        best[index] = UInt8(truncatingIfNeeded: c)
      }
    }
    return best
  }
}
