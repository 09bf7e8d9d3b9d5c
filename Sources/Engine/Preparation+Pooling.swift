import CKernels
import Kernels
import Model

/// Max-pooling of 2x2 in the convolution whose output it pools: a quarter is scaled and stored, nothing is read again.
extension Preparation {
  /// Finds them, and moves what they write to where nothing lives while the convolution runs.
  mutating func fusePools() {
    for (index, step) in plan.steps.enumerated() where isPlain(step) {
      guard let candidate = candidate(step, index) else { continue }
      let output = step.outputs[0].tensor
      let lifetime = candidate.convolution...plan.lifetime(ofTensor: output).upperBound
      guard let offset = freePlace(for: output, lifetime, without: candidate) else { continue }
      plan.tensors[output].arenaOffset = offset
      fusions.pooledHeads.append(candidate)
    }
  }

  /// 2x2 windows that touch one another and no border.
  private func isPlain(_ step: Step) -> Bool {
    guard step.kind == .maxPool, step.paddingTop == 0, step.paddingLeft == 0 else { return false }
    guard [step.kernelHeight, step.kernelWidth, step.strideY, step.strideX].allSatisfy({ $0 == 2 }) else {
      return false
    }
    let input = plan.tensors[step.sources[0]]
    let output = plan.tensors[step.outputs[0].tensor]
    return output.height == input.height / 2 && output.width == input.width / 2
  }

  /// The convolution that writes what a pooling reads, if its kernel can pool, and the head.
  private func candidate(_ pool: Step, _ index: Int) -> PooledHead? {
    let input = pool.sources[0]
    guard let producer = plan.steps.firstIndex(where: { $0.outputs.contains { $0.tensor == input } }) else {
      return nil
    }
    let step = plan.steps[producer]
    let isStored = plan.steps.indices.contains { $0 != index && plan.steps[$0].sources.contains(input) }
    guard step.kind == .convolution, unsafe kernels[producer][0].pools != 0, !isStored || step.outputs.count == 1,
      !fusions.pooledHeads.contains(where: { $0.convolution == producer }),
      !step.outputs.contains(where: { plan.tensors[$0.tensor].hasResiduals }),
      let head = step.outputs.firstIndex(where: { $0.tensor == input })
    else { return nil }
    let phase = plan.phases[step.phases.lowerBound]
    guard phase.kernelHeight == 3, phase.kernelWidth == 3, keepsOrder(phase, phase.heads[head]) else { return nil }
    return PooledHead(convolution: producer, pool: index, head: head, isStored: isStored)
  }

  /// Whether each channel's result only grows with the sum, or only falls.
  private func keepsOrder(_ phase: Phase, _ head: Phase.Head) -> Bool {
    guard let positive: UnsafePointer<Float> = unsafe table(head.positive),
      let negative: UnsafePointer<Float> = unsafe table(head.negative)
    else { return false }
    return (0..<phase.paddedChannels).allSatisfy { unsafe positive[$0].sign == negative[$0].sign }
  }

  /// The lowest offset in the arena where a tensor meets no other of these steps.
  private func freePlace(for tensor: Int, _ lifetime: ClosedRange<Int>, without candidate: PooledHead) -> Int? {
    var fused = fusions
    fused.pooledHeads.append(candidate)
    let taken = plan.tensors.indices.filter { other in
      other != tensor && fused.lifetime(ofTensor: other, in: plan)?.overlaps(lifetime) == true
    }
    var offset = 0
    for range in taken.map({ plan.tensors[$0].arenaRange }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound - offset >= plan.tensors[tensor].byteCount { break }
      offset = max(
        offset, (range.upperBound + ModelFormat.alignment - 1) / ModelFormat.alignment * ModelFormat.alignment)
    }
    return offset + plan.tensors[tensor].byteCount <= plan.arenaBytes ? offset : nil
  }
}
