/// One step in integers, as the engine computes it (NUMERICS.md, "Heads"), in float arithmetic that is exact up to 2^24.
struct IntegerStep {
  private let step: LoweredStep
  private let phases: [QuantisedPhase]
  private let quantisations: [SegmentQuantisation]
  private let executor: StepExecutor

  init(
    _ step: LoweredStep, of network: LoweredNetwork, _ integers: [IntegerPhase], _ phases: [QuantisedPhase],
    _ quantisations: [SegmentQuantisation]
  ) {
    self.step = step
    self.phases = phases
    self.quantisations = quantisations
    let floats = zip(step.phases, integers).map { phase, integers in
      var phase = phase
      phase.weights = integers.weights.map { Float($0) }
      phase.bias = [Float](repeating: 0, count: phase.bias.count)
      return phase
    }
    executor = StepExecutor(step, of: network, phases: floats)
  }

  /// - Parameter inputs: q - zeroPoint, [channels][height][width]
  /// - Returns: for each head its int8 tensor
  func run(_ inputs: [Float]) -> [[Int8]] {
    let sums = sums(inputs)
    let (height, width) = (step.shape.height, step.shape.width)
    return step.heads.indices.map { k in
      let zeroPoints = quantisations[step.heads[k].segment].zeroPoint
      let high = Float(quantisations[step.heads[k].segment].high(step.heads[k].transform))
      return [Int8](unsafeUninitializedCapacity: sums.count) { to, count in
        count = sums.count
        nonisolated(unsafe) let to = to
        Parallel.forEach(step.shape.channels, threads: Parallel.coreCount) { c, _ in
          let zero = Float(zeroPoints[c])
          for (phase, quantised) in zip(step.phases, phases) {
            let head = quantised.heads[k]
            let bias = Float(Int(head.bias[c]) + head.zeroSum[c])
            let (positive, negative) = (head.positive[c], head.negative[c])
            for row in stride(from: phase.outputY, to: height, by: step.outputStep) {
              for column in stride(from: phase.outputX, to: width, by: step.outputStep) {
                let at = (c * height + row) * width + column
                let sum = sums[at] + bias
                let scaled = sum * (sum < 0 ? negative : positive)
                to[at] = Int8(min(max(scaled, -128 - zero), high - zero).rounded(.toNearestOrEven) + zero)
              }
            }
          }
        }
      }
    }
  }

  /// The accumulators without bias, Σ weight · (q - zeroPoint).
  func sums(_ inputs: [Float]) -> [Float] { executor.run(inputs) }

  /// Max-pooling: the same on integers.
  static func pooled(_ inputs: [Float], _ executor: StepExecutor, zeroPoint: Int) -> [Int8] {
    executor.run(inputs).map { Int8($0 + Float(zeroPoint)) }
  }
}
