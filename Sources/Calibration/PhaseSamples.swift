import FloatReference

/// What one phase read and computed in float, at a sample of places of the calibration frames.
package struct PhaseSamples {
  package let plan: PatchPlan
  /// Of each output channel, over every place.
  private var sums: [Double]
  private var places = 0
  /// [places][depth] of the first places of each frame.
  private var patches: [Float] = []
  private let patchesPerFrame: Int

  /// Places whose patches are kept, of all frames together: at most so many, and numbers.
  private static let patchCount = 768
  private static let largestPatches = 768 * MemoryBudget.widestCovariance

  /// - Parameter share: what memory allows of the patches that would be kept.
  init(_ plan: PatchPlan, frames: Int, share: Double = 1) {
    self.plan = plan
    sums = [Double](repeating: 0, count: plan.phase.bias.count)
    let count = max(Int(share * Double(PhaseSamples.count(plan))), min(PhaseSamples.count(plan), 32))
    patchesPerFrame = min((count + frames - 1) / frames, plan.placesPerFrame)
  }

  private static func count(_ plan: PatchPlan) -> Int {
    min(PhaseSamples.patchCount, max(PhaseSamples.largestPatches / plan.depth, 64))
  }

  /// Bytes of the patches that are kept where memory does not matter.
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
