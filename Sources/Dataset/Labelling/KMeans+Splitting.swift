extension KMeans {
  /// The mean squared distance, in squared levels, up to which points are one colour: CamVid's twelve, alone, are at 8 on
  /// average; the least of their merges, a few poles among signs, is at 400.
  private static let oneColour = 150.0

  /// The colours that each cluster of `fit` really holds: its centre, or where it merges several colours, all of them.
  func colours(of fit: Fit, seed: UInt64) -> [[SIMD3<Double>]] {
    fit.centres.indices.map { number in
      let members = points.indices.filter { fit.assignment[$0] == number }
      guard !members.isEmpty else { return [fit.centres[number]] }
      return KMeans(points: members.map { points[$0] }, weights: members.map { weights[$0] }).colours(seed: seed)
    }
  }

  /// Halved until each part is one colour.
  private func colours(seed: UInt64) -> [SIMD3<Double>] {
    let whole = fit(k: 1, seed: seed)
    guard whole.inertia > Self.oneColour * weights.reduce(0, +) else { return whole.centres }
    return colours(of: fit(k: 2, seed: seed), seed: seed).flatMap { $0 }
  }
}
