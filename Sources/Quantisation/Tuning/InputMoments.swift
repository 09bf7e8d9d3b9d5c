import FloatReference

/// The means and the covariance of a phase's inputs at the sampled places.
struct InputMoments {
  let places: Int
  let means: [Double]
  /// [depth][depth]; nil where there are far fewer places than weights (after global pooling there is one place in a frame). They then say
  /// too little about how to round the weights.
  private(set) var covariance: Matrix?

  static func isScarce(_ places: Int, depth: Int) -> Bool { places < depth / 4 }

  /// - Parameters:
  ///   - isScarce: whether there are too few places; nil: their number decides.
  ///   - visit: called with each part around the means, for further use; not called where places are scarce.
  init(
    _ parts: PatchParts, isScarce: Bool? = nil, visit: (_ centred: Matrix, _ first: Int) -> Void = { _, _ in }
  ) {
    places = parts.rows
    guard !(isScarce ?? InputMoments.isScarce(parts.rows, depth: parts.depth)) else {
      means = parts.means
      return
    }
    let parts = parts.kept
    let means = parts.means
    self.means = means
    var sum: Matrix?
    parts.forEachCentred(means) { part, first in
      visit(part, first)
      let product = part.gram()
      if sum == nil { sum = product } else { sum?.add(product) }
    }
    let count = Float(max(places, 1))
    var covariance = sum ?? Matrix(rows: parts.depth, columns: parts.depth)
    sum = nil
    for index in covariance.values.indices { covariance.values[index] /= count }
    self.covariance = covariance
  }
}
