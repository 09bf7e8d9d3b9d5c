extension KMeans {
  /// The mean squared distance, in squared levels, up to which points are taken for one colour. Each of CamVid's twelve colours alone has 8
  /// on average; the smallest merge of two, a few poles among signs, has 400.
  private static let oneColour = 150.0

  /// The real colours of each cluster of `fit`: its centre, or all of its colours if it merges several.
  func colours(of fit: Fit, seed: UInt64) -> [[SIMD3<Double>]] {
    fit.centres.indices.map { number in
      let members = points.indices.filter { fit.assignment[$0] == number }
      guard !members.isEmpty else { return [fit.centres[number]] }
      return KMeans(points: members.map { points[$0] }, weights: members.map { weights[$0] }).colours(seed: seed)
    }
  }

  /// Halves the points until each part is one colour.
  private func colours(seed: UInt64) -> [SIMD3<Double>] {
    let whole = fit(k: 1, seed: seed)
    guard whole.inertia > Self.oneColour * weights.reduce(0, +) else { return whole.centres }
    return colours(of: fit(k: 2, seed: seed), seed: seed).flatMap { $0 }
  }
}
