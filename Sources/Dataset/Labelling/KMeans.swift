import Randomness

/// Weighted k-means (Lloyd) with the k-means++ start (Arthur and Vassilvitskii, 2007). The best of several starts counts.
///
/// It is plain Double arithmetic in a fixed order: a seed gives the same centres on every machine.
struct KMeans {
  let points: [SIMD3<Double>]
  /// A weight for each point, not negative.
  let weights: [Double]
  /// How many starts are tried. One alone misses a rare class in about half of the runs (CamVid, 12 colours).
  var restarts = 24
  var maxRounds = 60

  struct Fit {
    var centres: [SIMD3<Double>]
    /// For each point the number of its centre.
    var assignment: [Int]
    /// The weighted sum of squared distances to the centres.
    var inertia: Double
  }

  /// The fit with the lowest inertia. With fewer than `k` distinct points there are as many centres as points.
  func fit(k: Int, seed: UInt64) -> Fit {
    var best = Fit(centres: [], assignment: [], inertia: .infinity)
    for restart in 0..<restarts {
      var random = SplitMix64(seed: seed, restart)
      let fit = lloyd(start(k, &random))
      if fit.inertia < best.inertia { best = fit }
    }
    return best
  }

  /// k-means++: each next centre is a point, drawn with its weight times its squared distance to the nearest centre so far.
  private func start(_ k: Int, _ random: inout SplitMix64) -> [SIMD3<Double>] {
    var centres: [SIMD3<Double>] = []
    var distances = [Double](repeating: 1, count: points.count)
    while centres.count < k {
      var total = 0.0
      for index in points.indices { total += weights[index] * distances[index] }
      guard total > 0 else { break }
      var target = random.uniform() * total
      var chosen: Int?
      for index in points.indices where weights[index] * distances[index] > 0 {
        chosen = index
        target -= weights[index] * distances[index]
        if target < 0 { break }
      }
      guard let chosen else { break }
      centres.append(points[chosen])
      for index in points.indices {
        let distance = Self.squaredDistance(points[index], points[chosen])
        distances[index] = centres.count == 1 ? distance : min(distances[index], distance)
      }
    }
    return centres
  }

  private func lloyd(_ start: [SIMD3<Double>]) -> Fit {
    var fit = assign(start)
    for _ in 0..<maxRounds {
      var sums = [SIMD3<Double>](repeating: .zero, count: start.count)
      var totals = [Double](repeating: 0, count: start.count)
      for index in points.indices {
        sums[fit.assignment[index]] += points[index] * weights[index]
        totals[fit.assignment[index]] += weights[index]
      }
      // a centre that lost all its points stays where it is
      let centres = fit.centres.indices.map { totals[$0] > 0 ? sums[$0] / totals[$0] : fit.centres[$0] }
      let next = assign(centres)
      let isSettled = next.assignment == fit.assignment
      fit = next
      if isSettled { break }
    }
    return fit
  }

  /// Assigns each point to its nearest centre, the first among equals.
  func assign(_ centres: [SIMD3<Double>]) -> Fit {
    var inertia = 0.0
    let assignment = points.indices.map { index in
      var nearest = 0
      var least = Double.infinity
      for (number, centre) in centres.enumerated() {
        let distance = Self.squaredDistance(points[index], centre)
        if distance < least { (nearest, least) = (number, distance) }
      }
      inertia += weights[index] * least
      return nearest
    }
    return Fit(centres: centres, assignment: assignment, inertia: inertia)
  }

  static func squaredDistance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    let d = a - b
    return d.x * d.x + d.y * d.y + d.z * d.z
  }
}
