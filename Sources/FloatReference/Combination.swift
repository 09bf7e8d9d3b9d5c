import NetworkGraph

/// A sum or product of two values. The second may have one number for each channel or each pixel.
struct Combination {
  private enum Second { case whole, perChannel, perPixel }

  private let isProduct: Bool
  private let second: Second

  init(isProduct: Bool, _ first: Shape, _ second: Shape) {
    self.isProduct = isProduct
    self.second = second == first ? .whole : second.channels == first.channels ? .perChannel : .perPixel
  }

  /// Computes one channel of `count` elements.
  /// - Parameter other: all of the second value.
  func compute(
    channel: Int, _ from: UnsafePointer<Float>, _ other: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    switch (second, isProduct) {
    case (.perChannel, false): for index in 0..<count { to[index] = from[index] + other[channel] }
    case (.perChannel, true): for index in 0..<count { to[index] = from[index] * other[channel] }
    case (_, false):
      let other = second == .whole ? other + channel * count : other
      for index in 0..<count { to[index] = from[index] + other[index] }
    case (_, true):
      let other = second == .whole ? other + channel * count : other
      for index in 0..<count { to[index] = from[index] * other[index] }
    }
  }
}
