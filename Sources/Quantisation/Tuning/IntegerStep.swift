import FloatReference
import Lowering

/// One step of weights in integers, as the engine computes it (NUMERICS.md, "Heads"), in float arithmetic that is exact up to 2^24.
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
  /// - Returns: for each head its int8 tensor; residuals, if it has them, follow the values
  func run(_ inputs: [Float]) -> [[Int8]] {
    let sums = sums(inputs)
    let (height, width) = (step.shape.height, step.shape.width)
    return step.heads.indices.map { k in
      let (quantisation, transform) = (quantisations[step.heads[k].segment], step.heads[k].transform)
      let zeroPoints = quantisation.zeroPoint
      let (low, high) = (Float(quantisation.low(transform)), Float(quantisation.high(transform)))
      let hasResiduals = zeroPoints.count > step.shape.channels
      let values = hasResiduals ? 2 * sums.count : sums.count
      return [Int8](unsafeUninitializedCapacity: values) { to, count in
        count = values
        nonisolated(unsafe) let to = to
        Parallel.forEach(step.shape.channels, threads: Parallel.coreCount) { c, _ in
          let zero = Float(zeroPoints[c])
          for (phase, quantised) in zip(step.phases, phases) {
            let head = quantised.heads[k]
            let bias = Float(Int(head.bias[c]) + head.zeroSum[c])
            let (positive, negative) = (head.positive[c], head.negative[c])
            for row in stride(from: phase.outputY, to: height, by: step.outputSpacing) {
              for column in stride(from: phase.outputX, to: width, by: step.outputSpacing) {
                let at = (c * height + row) * width + column
                let sum = sums[at] + bias
                let scaled = sum * (sum < 0 ? negative : positive)
                let exact = min(max(scaled, low - zero), high - zero)
                let rounded = exact.rounded(.toNearestOrEven)
                to[at] = Int8(rounded + zero)
                guard hasResiduals else { continue }
                let rest = (exact - rounded) * Float(SegmentQuantisation.residualParts)
                to[sums.count + at] = Int8(rest.rounded(.toNearestOrEven))
              }
            }
          }
        }
      }
    }
  }

  /// The accumulators without bias, Σ weight · (q - zeroPoint).
  func sums(_ inputs: [Float]) -> [Float] { executor.run(inputs) }

  /// A classifier's logits, [classes][height][width].
  func logits(_ inputs: [Float]) -> [Float] {
    var logits = sums(inputs)
    let plane = step.shape.planeCount
    let head = phases[0].heads[0]
    for index in logits.indices {
      let c = index / plane
      logits[index] = (logits[index] + Float(Int(head.bias[c]) + head.zeroSum[c])) * head.positive[c]
    }
    return logits
  }
}
