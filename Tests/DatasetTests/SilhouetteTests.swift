import Testing

@testable import Dataset

struct SilhouetteTests {
  @Test func twoTightPairsFarApart() {
    // within a cluster the other points are at a distance of 0 (repetitions) or 2, half of the sample each; the other cluster is about 100
    // away, so the mean is near 1 - 1 / 100
    let points = [SIMD3(0, 0, 0), SIMD3(2, 0, 0), SIMD3(0, 100, 0), SIMD3(2, 100, 0)].map { SIMD3<Double>($0) }
    let silhouette = Silhouette(points: points, weights: [1, 1, 1, 1], seed: 1)
    #expect(abs(silhouette.mean([SIMD3(1, 0, 0), SIMD3(1, 100, 0)]) - 0.99) < 0.001)
    // divided the wrong way, most of a point's own cluster is as far away as the other cluster
    #expect(silhouette.mean([SIMD3(0, 50, 0), SIMD3(2, 50, 0)]) < 0.1)
    #expect(silhouette.mean([SIMD3(1, 50, 0)]) == 0)
  }

  @Test func aPointWithoutWeightIsNotDrawn() {
    let points = [SIMD3(0, 0, 0), SIMD3(9, 0, 0), SIMD3(200, 0, 0)].map { SIMD3<Double>($0) }
    let silhouette = Silhouette(points: points, weights: [1, 1, 0], seed: 1)
    #expect(silhouette.mean([SIMD3(0, 0, 0), SIMD3(9, 0, 0), SIMD3(200, 0, 0)]) == 1)
  }
}
