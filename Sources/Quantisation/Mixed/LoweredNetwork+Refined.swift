import Lowering

extension LoweredNetwork {
  /// The network as the engine runs it with more bits. Segments with residuals have twice the channels, and steps whose weights are sums of
  /// two read every source twice.
  func refined(_ refinements: [Refinement]) -> LoweredNetwork {
    var refined = self
    for segment in segments.indices where refinements.segments.contains(quantisedAs(segment)) {
      refined.segments[segment].hasResiduals = true
      refined.segments[segment].shape.channels *= 2
    }
    let twice = refinements.steps
    for index in steps.indices {
      if case .maxPool = steps[index].kind {
        refined.steps[index].shape.channels = refined.segments[steps[index].heads[0].segment].shape.channels
        continue
      }
      let copies = twice.contains(index) ? 2 : 1
      if copies == 2 { refined.steps[index].sources += steps[index].sources }
      let channels = steps[index].sources.map { segments[$0].shape.channels }
      let parts = steps[index].sources.map { refined.segments[$0].hasResiduals ? 2 : 1 }
      guard copies > 1 || parts.contains(2) else { continue }
      refined.steps[index].phases = steps[index].phases.map { $0.repeated(channels, parts, copies: copies) }
    }
    return refined
  }

  /// Whether a segment can have residuals: a dense convolution must write it, and only dense convolutions and max-poolings may read it. The
  /// output of such a max-pooling then has residuals too.
  func canHaveResiduals(_ segment: Int) -> Bool {
    let isWritten = steps.contains { step in step.kind.isDense && step.heads.contains { $0.segment == segment } }
    return isWritten
      && steps.allSatisfy { step in
        guard step.sources.contains(where: { quantisedAs($0) == segment }) else { return true }
        if case .maxPool = step.kind { return true }
        return step.kind.isDense
      }
  }
}

extension FloatPhase {
  /// The weights for sources that consist of several parts, each multiplied by the same weights, and for all sources repeated `copies`
  /// times, each time with an equal share of the weights.
  fileprivate func repeated(_ channels: [Int], _ parts: [Int], copies: Int) -> FloatPhase {
    var repeated = self
    let taps = kernel.count
    let depth = channels.reduce(0, +) * taps
    repeated.weights = []
    for o in bias.indices {
      for _ in 0..<copies {
        var first = o * depth
        for (count, parts) in zip(channels, parts) {
          let own = weights[first..<first + count * taps].map { $0 / Float(copies) }
          for _ in 0..<parts { repeated.weights += own }
          first += count * taps
        }
      }
    }
    return repeated
  }
}
