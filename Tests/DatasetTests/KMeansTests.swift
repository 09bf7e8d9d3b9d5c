import Randomness
import Testing

@testable import Dataset

struct KMeansTests {
  private let truth: [SIMD3<Double>] = [
    SIMD3(20, 30, 40), SIMD3(200, 30, 40), SIMD3(30, 220, 60), SIMD3(120, 120, 240), SIMD3(130, 60, 130),
  ]

  /// Pairs of points on both sides of each true centre, so that the centres are exact means; the weights differ widely.
  private func cloud() -> KMeans {
    var random = SplitMix64(seed: 5)
    var points: [SIMD3<Double>] = []
    var weights: [Double] = []
    for (index, centre) in truth.enumerated() {
      for _ in 0..<50 {
        let offset = SIMD3(random.uniform(-8, 8), random.uniform(-8, 8), random.uniform(-8, 8))
        points += [centre + offset, centre - offset]
        let weight = index == 0 ? 5.0 : Double(index)
        weights += [weight, weight]
      }
    }
    return KMeans(points: points, weights: weights)
  }

  @Test(arguments: [1, 2, 3, 99])
  func knownCentresAreFound(seed: UInt64) {
    let fit = cloud().fit(k: truth.count, seed: seed)
    for centre in truth {
      let nearest = fit.centres.map { KMeans.squaredDistance($0, centre) }.min() ?? .infinity
      #expect(nearest < 1e-12)
    }
    for group in 0..<truth.count {
      #expect(Set(fit.assignment[100 * group..<100 * (group + 1)]).count == 1)
    }
  }

  @Test func aSeedGivesTheSameFit() {
    let (a, b) = (cloud().fit(k: 3, seed: 4), cloud().fit(k: 3, seed: 4))
    #expect(a.centres == b.centres && a.assignment == b.assignment && a.inertia == b.inertia)
  }

  @Test func inertiaIsTheWeightedSumOfSquaredDistances() {
    let fit = KMeans(points: [SIMD3(0, 0, 0), SIMD3(4, 0, 0)], weights: [3, 1]).fit(k: 1, seed: 1)
    #expect(fit.centres == [SIMD3(1, 0, 0)])
    #expect(fit.inertia == 3 * 1 + 1 * 9)
  }

  @Test func fewerDistinctPointsThanCentres() {
    let fit = KMeans(points: [SIMD3(1, 1, 1), SIMD3(9, 9, 9), SIMD3(9, 9, 9)], weights: [1, 1, 1]).fit(k: 5, seed: 1)
    #expect(fit.centres.count == 2)
    #expect(fit.inertia == 0)
  }
}
