/// Makes the integers of a network step by step, in the order in which they will be computed: each step's weights are
/// rounded for the int8 inputs that the steps before it really give, against what the float network computed.
struct Tuner {
  private let calibration: Calibration
  private let quantisations: [SegmentQuantisation]
  private var frames: IntegerFrames
  private var network: LoweredNetwork { calibration.network }

  /// - Parameter frames: pixel bytes of the sampled frames, in the order in which they were sampled.
  init(_ calibration: Calibration, _ quantisations: [SegmentQuantisation], frames: [[UInt8]]) {
    self.calibration = calibration
    self.quantisations = quantisations
    self.frames = IntegerFrames(calibration.network, quantisations, frames: frames)
  }

  /// - Parameter progress: called behind each step, with the count of those done.
  mutating func run(progress: (Int) -> Void = { _ in }) throws(ConversionError) -> IntegerNetwork {
    var result = IntegerNetwork(network: network, segments: quantisations, phases: [])
    for (index, step) in network.steps.enumerated() {
      switch step.kind {
      case .maxPool:
        result.phases.append([])
        pool(step)
      case .operator(let work):
        result.phases.append([])
        let integers = IntegerOperator(work, step, of: network, quantisations)
        for frame in 0..<frames.count {
          frames.append(integers.run(frames.inputs(of: step, frame: frame)), to: step.heads[0].segment)
        }
      case .depthwise: result.phases.append([try quantiseDepthwise(step, calibration.samples[index][0])])
      case .convolution, .transposedConvolution, .classifier: result.phases.append(try quantise(step, index))
      }
      frames.drop(after: index)
      progress(index + 1)
    }
    return result
  }

  private mutating func pool(_ step: LoweredStep) {
    let executor = StepExecutor(step, of: network)
    let segment = step.heads[0].segment
    for frame in 0..<frames.count {
      let inputs = frames.inputs(of: step, frame: frame)
      frames.append(
        IntegerStep.pooled(inputs, executor, zeroPoint: quantisations[segment].zeroPoint[0]), to: segment)
    }
  }

  private mutating func quantise(_ step: LoweredStep, _ index: Int) throws(ConversionError) -> [QuantisedPhase] {
    let samples = calibration.samples[index]
    var inputs = samples.map { _ in [Float]() }
    for frame in 0..<frames.count {
      let values = frames.inputs(of: step, frame: frame)
      for (phase, samples) in samples.enumerated() {
        values.withUnsafeBufferPointer {
          inputs[phase] += samples.plan.patches($0, samples.plan.places(frame: frame))
        }
      }
    }
    var integers: [IntegerPhase] = []
    var quantised: [QuantisedPhase] = []
    for (phase, float) in step.phases.enumerated() {
      let folded = FoldedPhase(float, step.sources.map { quantisations[$0] })
      let matrix = Matrix(
        rows: inputs[phase].count / folded.depth, columns: folded.depth, values: inputs[phase])
      inputs[phase] = []
      let rounding = WeightRounding(folded, inputs: matrix, resultMeans: samples[phase].resultMeans)
      integers.append(rounding.rounded())
      quantised.append(try network.quantised(integers[phase], float, of: step, quantisations))
    }
    guard !step.heads.isEmpty else { return quantised }
    let integerStep = IntegerStep(step, of: network, integers, quantised, quantisations)
    for frame in 0..<frames.count {
      let tensors = integerStep.run(frames.inputs(of: step, frame: frame))
      for (head, tensor) in zip(step.heads, tensors) { frames.append(tensor, to: head.segment) }
    }
    return quantised
  }

  /// Weights to the nearest, and constants that keep the float network's means.
  private mutating func quantiseDepthwise(
    _ step: LoweredStep, _ samples: PhaseSamples
  ) throws(ConversionError) -> QuantisedPhase {
    var integers = FoldedPhase(depthwise: step.phases[0], quantisations[step.sources[0]]).nearest
    let rough = try network.quantised(integers, step.phases[0], of: step, quantisations)
    let sums = IntegerStep(step, of: network, [integers], [rough], quantisations)
    var (means, places) = ([Double](repeating: 0, count: integers.unit.count), 0)
    for frame in 0..<frames.count {
      let own = samples.plan.places(frame: frame)
      sums.sums(frames.inputs(of: step, frame: frame)).withUnsafeBufferPointer {
        for (c, sum) in samples.plan.resultSums($0, own).enumerated() { means[c] += sum }
      }
      places += own.count
    }
    for (c, mean) in samples.resultMeans.enumerated() where places > 0 {
      integers.constant[c] = mean - integers.unit[c] * means[c] / Double(places)
    }
    let quantised = try network.quantised(integers, step.phases[0], of: step, quantisations)
    let finished = IntegerStep(step, of: network, [integers], [quantised], quantisations)
    for frame in 0..<frames.count {
      let tensors = finished.run(frames.inputs(of: step, frame: frame))
      for (head, tensor) in zip(step.heads, tensors) { frames.append(tensor, to: head.segment) }
    }
    return quantised
  }
}
