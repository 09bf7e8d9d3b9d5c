import CKernels
import Kernels
import Model

/// A 2x2 max-pooling is done by the convolution whose output it pools: only a quarter of the values is requantised and stored, and
/// none of them is read again.
extension Preparation {
  /// Finds such poolings, and moves the tensors that they write to places that are free while the convolution runs.
  ///
  /// Its time grows with the number of poolings times the number of tensors, whatever a file holds.
  mutating func fusePools() {
    let uses = TensorUses(plan)
    var pools = [Bool](repeating: false, count: plan.steps.count)  // whether the convolution pools already
    for (index, step) in plan.steps.enumerated() where isPlain(step) {
      let (input, output) = (step.sources[0], step.outputs[0].tensor)
      guard let candidate = candidate(step, index, uses), !pools[candidate.convolution],
        let before = fusions.lifetimes[output]
      else { continue }
      let lifetime = candidate.convolution...before.upperBound
      guard let offset = freePlace(for: output, lifetime, notStored: candidate.isStored ? nil : input) else { continue }
      plan.tensors[output].arenaOffset = offset
      pools[candidate.convolution] = true
      fusions.pool(candidate, input: input, output: output, lifetime)
    }
  }

  /// Whether the windows are 2x2, without gaps and without a border.
  private func isPlain(_ step: Step) -> Bool {
    guard step.kind == .maxPool, step.paddingTop == 0, step.paddingLeft == 0 else { return false }
    guard [step.kernelHeight, step.kernelWidth, step.strideY, step.strideX].allSatisfy({ $0 == 2 }) else {
      return false
    }
    let input = plan.tensors[step.sources[0]]
    let output = plan.tensors[step.outputs[0].tensor]
    return output.height == input.height / 2 && output.width == input.width / 2
  }

  /// The convolution and its head that write what a pooling reads; nil if its kernel cannot pool.
  private func candidate(_ pool: Step, _ index: Int, _ uses: TensorUses) -> PooledHead? {
    let input = pool.sources[0]
    guard let producer = uses.producers[input] else { return nil }
    let step = plan.steps[producer]
    let isStored = uses.readers[input] > 1
    guard step.kind == .convolution, unsafe kernels[producer][0].pools != 0, !isStored || step.outputs.count == 1,
      !step.outputs.contains(where: { plan.tensors[$0.tensor].hasResiduals }),
      let head = step.outputs.firstIndex(where: { $0.tensor == input })
    else { return nil }
    let phase = plan.phases[step.phases.lowerBound]
    guard phase.kernelHeight == 3, phase.kernelWidth == 3, keepsOrder(phase, phase.heads[head]) else { return nil }
    return PooledHead(convolution: producer, pool: index, head: head, isStored: isStored)
  }

  /// Whether each channel's result is monotone in its sum, so that the pooled result follows from the largest or the smallest
  /// of four sums. A sum with its bias must not wrap round; the kernel's sums are below 2^25 (`takesWinograd`).
  private func keepsOrder(_ phase: Phase, _ head: Phase.Head) -> Bool {
    guard let positive: UnsafePointer<Float> = unsafe data.table(at: head.positive),
      let negative: UnsafePointer<Float> = unsafe data.table(at: head.negative),
      let bias: UnsafePointer<Int32> = unsafe data.table(at: head.bias)
    else { return false }
    return (0..<phase.paddedChannels).allSatisfy {
      unsafe positive[$0].sign == negative[$0].sign
        && Int(bias[$0].magnitude) <= Int(Int32.max) - Preparation.winogradSumLimit
    }
  }

  /// The lowest offset in the arena at which a tensor overlaps no other that lives during these steps.
  private func freePlace(for tensor: Int, _ lifetime: ClosedRange<Int>, notStored input: Int?) -> Int? {
    let taken = plan.tensors.indices.filter { other in
      other != tensor && other != input && fusions.lifetimes[other]?.overlaps(lifetime) == true
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

/// Who writes each tensor, and how many steps read it.
private struct TensorUses {
  var producers: [Int?]
  var readers: [Int]

  init(_ plan: Plan) {
    producers = [Int?](repeating: nil, count: plan.tensors.count)
    readers = [Int](repeating: 0, count: plan.tensors.count)
    for (index, step) in plan.steps.enumerated() {
      for output in step.outputs { producers[output.tensor] = index }
      for (place, source) in step.sources.enumerated() where !step.sources[..<place].contains(source) {
        readers[source] += 1
      }
    }
  }
}
