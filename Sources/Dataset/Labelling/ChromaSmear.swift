/// How 4:2:0 spreads the chroma of a pixel over its neighbours: along each axis by these weights at the distances
/// -2 ... 2; they sum to 1.
///
/// The encoder averages 2 x 2 pixels, the decoder interpolates with 3/4 and 1/4 (libjpeg's "fancy upsampling"). What that
/// does depends on whether a row or column is even, which cannot be known of a mask that was cut out at any column, so this is
/// the mean of both. It costs 0.02% of the labels against the exact weights, and a mask in 4:4:4 loses no more.
enum ChromaSmear {
  static let weights: [Float] = [1 / 16, 1 / 4, 3 / 8, 1 / 4, 1 / 16]
  static let reach = 2

  /// The sum over all neighbours of the square of what they get.
  static var energy: Float {
    let along = weights.reduce(0) { $0 + $1 * $1 }
    return along * along
  }

  /// The 25 neighbours' offsets and weights in a picture with rows `stride` pixels apart.
  static func taps(stride: Int) -> [(offset: Int, weight: Float)] {
    (-reach...reach).flatMap { y in
      (-reach...reach).map { x in (y * stride + x, weights[y + reach] * weights[x + reach]) }
    }
  }
}
