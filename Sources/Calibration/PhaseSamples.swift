import FloatReference

/// What one phase read and computed in float, at sampled places of the calibration frames.
package struct PhaseSamples {
  package let plan: PatchPlan
  /// For each output channel the sum over all places.
  private var sums: [Double]
  private var places = 0
  /// [places][depth], for the first places of each frame.
  private var patches: [Float] = []
  private let patchesPerFrame: Int

  /// The most places whose patches are kept, for all frames together; below, the most numbers.
  private static let patchCount = 768
  private static let largestPatches = 768 * MemoryBudget.widestCovariance

  /// - Parameter share: how much of the patches memory allows to keep, 0 to 1.
  init(_ plan: PatchPlan, frames: Int, share: Double = 1) {
    self.plan = plan
    sums = [Double](repeating: 0, count: plan.phase.bias.count)
    let count = max(Int(share * Double(PhaseSamples.count(plan))), min(PhaseSamples.count(plan), 32))
    patchesPerFrame = min((count + frames - 1) / frames, plan.placesPerFrame)
  }

  private static func count(_ plan: PatchPlan) -> Int {
    min(PhaseSamples.patchCount, max(PhaseSamples.largestPatches / plan.depth, 64))
  }

  /// Bytes of the patches that are kept if memory is no limit.
  static func bytes(_ plan: PatchPlan) -> Int { count(plan) * plan.depth * MemoryLayout<Float>.stride }

  mutating func addPatches(_ values: UnsafeBufferPointer<Float>, frame: Int) {
    patches += plan.patches(values, Array(plan.places(frame: frame).prefix(patchesPerFrame)))
  }

  mutating func addResults(_ values: UnsafeBufferPointer<Float>, frame: Int) {
    let places = plan.places(frame: frame)
    for (o, sum) in plan.resultSums(values, places).enumerated() { sums[o] += sum }
    self.places += places.count
  }

  package var resultMeans: [Double] { sums.map { $0 / Double(max(places, 1)) } }
  package var patchMatrix: Matrix { Matrix(rows: patches.count / plan.depth, columns: plan.depth, values: patches) }
}
