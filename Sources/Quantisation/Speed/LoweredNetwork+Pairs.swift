import Lowering
import Model

/// Finds the steps that can be made to fit F(2, 3): the engine's rules (`Plan.canBePaired`), for a network that has no integers yet.
extension LoweredNetwork {
  /// Whether clamps can keep a segment, and all segments that have its scales, within half of int8's values.
  private func canBeHalved(_ segment: Int) -> Bool {
    steps.allSatisfy { step in
      let written = step.heads.map(\.segment).filter { quantisedAs($0) == segment }
      return written.allSatisfy { isClamped(step, own: $0 == segment) }
    } && steps.contains { step in step.heads.contains { $0.segment == segment } }
  }

  private func isClamped(_ step: LoweredStep, own: Bool) -> Bool {
    switch step.kind {
    case .convolution, .transposedConvolution, .depthwise, .operator(.add), .operator(.multiply): own
    case .maxPool, .operator(.places): !own
    case .classifier, .operator: false
    }
  }

  /// For each step that F(2, 3) could compute, the segments that would have to be halved.
  var pairable: [Int: Set<Int>] {
    var pairable: [Int: Set<Int>] = [:]
    for (index, step) in steps.enumerated() where step.kind == .convolution {
      let segments = Set(step.sources.map(quantisedAs))
      let depth = step.phases[0].kernel.height * step.sources.reduce(0) { $0 + channelStride(of: $1) }
      guard step.phases[0].kernel.width == 3, step.stride.height == 1, step.stride.width == 1,
        Plan.pairsPay(width: step.shape.width), depth <= Plan.largestPairedDepth, !segments.contains(0),
        segments.allSatisfy(canBeHalved)
      else { continue }
      pairable[index] = segments
    }
    return pairable
  }
}
