import Randomness

/// The silhouette of a clustering (Rousseeuw, 1987), on a sample of the points: -1 to 1; a higher value means better separated clusters.
///
/// A point's value is (b - a) / max(a, b), where a is its mean distance to the other points of its own cluster and b its mean distance to
/// the points of the nearest other cluster. It is 0 for a point that is alone.
struct Silhouette {
  /// Points of the sample: so many that two seeds agree to about 0.02. The time grows with the square of the number.
  static let sampleSize = 1000

  private let points: [SIMD3<Double>]
  private let distances: [Double]

  /// Draws the sample with the weights, with replacement.
  ///
  /// - Precondition: `points` is not empty, and some weight is positive.
  init(points: [SIMD3<Double>], weights: [Double], seed: UInt64) {
    var sums: [Double] = []
    for weight in weights { sums.append((sums.last ?? 0) + weight) }
    var random = SplitMix64(seed: seed, points.count)
    let sample = (0..<Self.sampleSize).map { _ in
      let target = random.uniform() * (sums.last ?? 0)
      return points[sums.firstIndex { $0 > target } ?? points.count - 1]
    }
    self.points = sample
    distances = sample.flatMap { a in sample.map { b in KMeans.squaredDistance(a, b).squareRoot() } }
  }

  /// The mean over the sample. Each point belongs to the cluster of its nearest centre.
  func mean(_ centres: [SIMD3<Double>]) -> Double {
    let clusters = KMeans(points: points, weights: points.map { _ in 1 }).assign(centres).assignment
    var sizes = [Int](repeating: 0, count: centres.count)
    for cluster in clusters { sizes[cluster] += 1 }
    var total = 0.0
    for point in points.indices where sizes[clusters[point]] > 1 {
      var sums = [Double](repeating: 0, count: centres.count)
      for other in points.indices { sums[clusters[other]] += distances[point * points.count + other] }
      let own = clusters[point]
      let inside = sums[own] / Double(sizes[own] - 1)
      var outside = Double.infinity
      for cluster in centres.indices where cluster != own && sizes[cluster] > 0 {
        outside = min(outside, sums[cluster] / Double(sizes[cluster]))
      }
      // one cluster has all points, or all colours are the same
      guard outside.isFinite, max(inside, outside) > 0 else { continue }
      total += (outside - inside) / max(inside, outside)
    }
    return total / Double(points.count)
  }
}
