/// Makes the integers of a network step by step, in the order in which they will be computed: each step's weights are
/// rounded for the int8 inputs that the steps before it really give, against what the float network computed.
struct Tuner {
  private let calibration: Calibration
  private let network: LoweredNetwork
  private let quantisations: [SegmentQuantisation]
  private var frames: IntegerFrames
  private let logits: [Int: [Float]]
  /// What int8 did to these logits.
  private(set) var noise = NoiseMeter()
  /// For each step, its phases' weights as the real numbers that the integers stand for.
  private(set) var weights: [[FloatPhase]] = []

  /// - Parameters:
  ///   - quantisations: one for each segment of the calibration's network.
  ///   - refinements: where there are more than 8 bits.
  ///   - frames: pixel bytes of the sampled frames, in the order in which they were sampled.
  ///   - logits: of some of these frames, by the float network.
  init(
    _ calibration: Calibration, _ quantisations: [SegmentQuantisation], _ refinements: [Refinement] = [],
    frames: [[UInt8]], logits: [Int: [Float]]
  ) {
    self.calibration = calibration
    network = calibration.network.refined(refinements)
    self.quantisations = quantisations.map(\.factors)
    self.frames = IntegerFrames(network, self.quantisations, frames: frames)
    self.logits = logits
  }

  /// - Parameter progress: called behind each step, with the count of those done.
  mutating func run(progress: (Int) -> Void = { _ in }) throws(ConversionError) -> IntegerNetwork {
    var result = IntegerNetwork(network: network, segments: quantisations, phases: [])
    for (index, step) in network.steps.enumerated() {
      switch step.kind {
      case .maxPool:
        result.phases.append([])
        weights.append([])
        pool(step)
      case .operator(let work):
        result.phases.append([])
        weights.append([])
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
    let pooled = network.segments[segment].hasResiduals ? IntegerStep.pooledBoth : IntegerStep.pooled
    for frame in 0..<frames.count {
      let inputs = frames.inputs(of: step, frame: frame)
      frames.append(pooled(inputs, executor, quantisations[segment].zeroPoint[0]), to: segment)
    }
  }

  private mutating func quantise(_ step: LoweredStep, _ index: Int) throws(ConversionError) -> [QuantisedPhase] {
    let samples = calibration.samples[index]
    let channels = step.sources.reduce(0) { $0 + network.segments[$1].shape.channels }
    let plans = samples.map { $0.plan.reading(channels: channels) }
    var inputs = samples.map { _ in [Float]() }
    for frame in 0..<frames.count {
      let values = frames.inputs(of: step, frame: frame)
      for (phase, plan) in plans.enumerated() {
        values.withUnsafeBufferPointer { inputs[phase] += plan.patches($0, plan.places(frame: frame)) }
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
    let scales = step.sources.flatMap { quantisations[$0].scale }
    weights.append(zip(integers, step.phases).map { $0.real($1, scales) })
    let integerStep = IntegerStep(step, of: network, integers, quantised, quantisations)
    if step.kind == .classifier {
      for (frame, float) in logits.sorted(by: { $0.key < $1.key }) {
        noise.add(float, integerStep.logits(frames.inputs(of: step, frame: frame)))
      }
      return quantised
    }
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
    weights.append([step.phases[0]])  // they get no more bits
    let finished = IntegerStep(step, of: network, [integers], [quantised], quantisations)
    for frame in 0..<frames.count {
      let tensors = finished.run(frames.inputs(of: step, frame: frame))
      for (head, tensor) in zip(step.heads, tensors) { frames.append(tensor, to: head.segment) }
    }
    return quantised
  }
}
