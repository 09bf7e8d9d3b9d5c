/// How 4:2:0 spreads a pixel's chroma over its neighbours: along each axis with these weights at the distances -2 ... 2. Their sum is 1.
///
/// The encoder averages 2 x 2 pixels; the decoder interpolates with 3/4 and 1/4 (libjpeg's "fancy upsampling"). The result depends on
/// whether a row or column is even. A mask may have been cut out at any column, so these weights are the mean of both cases. Compared
/// with the exact weights that costs 0.02% of the labels, and a mask in 4:4:4 loses no more.
enum ChromaSmear {
  static let weights: [Float] = [1 / 16, 1 / 4, 3 / 8, 1 / 4, 1 / 16]
  static let reach = 2

  /// The sum of the squared weights of all neighbours.
  static var energy: Float {
    let along = weights.reduce(0) { $0 + $1 * $1 }
    return along * along
  }

  /// The offsets and weights of the 25 neighbours, in a picture whose rows are `stride` pixels apart.
  static func taps(stride: Int) -> [(offset: Int, weight: Float)] {
    (-reach...reach).flatMap { y in
      (-reach...reach).map { x in (y * stride + x, weights[y + reach] * weights[x + reach]) }
    }
  }
}
