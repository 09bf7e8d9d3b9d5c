import Calibration
import FloatReference
import Lowering
import NetworkGraph

/// Makes the integers of a network step by step, in the order in which they will be computed. Each step's weights are rounded for the int8
/// inputs that the steps before it really give, so that its results come close to the float network's.
package struct Tuner {
  private let calibration: Calibration
  private let network: LoweredNetwork
  private let quantisations: [SegmentQuantisation]
  private var frames: IntegerFrames
  /// How many frames the weights are fitted to; the frames after them are held out.
  private let fitted: Int
  /// The float network's logits of some frames.
  private let logits: [Int: [Float]]
  private let memory: MemoryBudget
  /// The steps whose weights must fit F(2, 3).
  private let paired: Set<Int>
  /// How close int8 came to the float network on frames that were fitted.
  private var ofFitted = Fidelity()
  private var ofHeld = Fidelity()
  package var fittedNoise: NoiseMeter { ofFitted.noise }
  /// How close int8 came to the float network on the frames that were held out, or on the fitted ones if none was.
  package var fidelity: Fidelity { frames.count > fitted ? ofHeld : ofFitted }
  package var noise: NoiseMeter { fidelity.noise }
  /// For each step its phases' weights, as the real numbers for which the integers stand.
  package private(set) var weights: [[FloatPhase]] = []

  /// - Parameters:
  ///   - quantisations: one for each segment of the calibration's network.
  ///   - refinements: the places that get more than 8 bits.
  ///   - paired: the steps whose weights must fit F(2, 3).
  ///   - frames: pixel bytes of the sampled frames, in the order in which they were sampled.
  ///   - logits: the float network's logits of some of these frames.
  ///   - held: frames to which nothing is fitted, with their logits.
  package init(
    _ calibration: Calibration, _ quantisations: [SegmentQuantisation], _ refinements: [Refinement] = [],
    paired: Set<Int> = [], frames: [[UInt8]], logits: [Int: [Float]], held: [(pixels: [UInt8], logits: [Float])] = [],
    memory: MemoryBudget = MemoryBudget()
  ) {
    self.calibration = calibration
    self.memory = memory
    self.paired = paired
    network = calibration.network.refined(refinements)
    self.quantisations = quantisations.map(\.factors)
    self.frames = IntegerFrames(
      network, self.quantisations, frames: frames + held.map(\.pixels), memory: memory.tensors)
    fitted = frames.count
    var all = logits
    for (index, frame) in held.enumerated() { all[frames.count + index] = frame.logits }
    self.logits = all
  }

  /// - Parameter progress: called after each step, with the number of finished steps.
  package mutating func run(progress: (Int) -> Void = { _ in }) throws(ConversionError) -> IntegerNetwork {
    var result = IntegerNetwork(network: network, segments: quantisations, phases: [])
    for (index, step) in network.steps.enumerated() {
      switch step.kind {
      case .maxPool, .operator:
        result.phases.append([])
        weights.append([])
        let integers = try IntegerOperator(step, of: network, quantisations)
        for frame in 0..<frames.count {
          frames.append(integers.run(frames.tensors(of: step, frame: frame)), to: step.heads[0].segment)
        }
      case .depthwise: result.phases.append([try quantiseDepthwise(step, calibration.samples[index][0])])
      case .convolution, .transposedConvolution, .classifier: result.phases.append(try quantise(step, index))
      }
      frames.drop(after: index)
      progress(index + 1)
    }
    return result
  }

  private mutating func quantise(_ step: LoweredStep, _ index: Int) throws(ConversionError) -> [QuantisedPhase] {
    let samples = calibration.samples[index]
    let channels = step.sources.reduce(0) { $0 + network.segments[$1].shape.channels }
    let plans = samples.map { $0.plan.reading(channels: channels) }
    var integers: [IntegerPhase] = []
    var quantised: [QuantisedPhase] = []
    for (phase, float) in step.phases.enumerated() {
      var folded = FoldedPhase(float, step.sources.map { quantisations[$0] })
      folded.isPaired = paired.contains(index)
      let means = samples[phase].resultMeans
      if folded.depth > MemoryBudget.widestCovariance {
        let blocks = BlockRounding(folded, taps: float.kernel.count)
        integers.append(
          blocks.rounded(resultMeans: means, places: plans[phase].placesPerFrame * fitted) {
            inputs(of: step, plans[phase], $0)
          })
      } else {
        let moments = InputMoments(inputs(of: step, plans[phase], 0..<channels))
        integers.append(WeightRounding(folded, inputs: moments, resultMeans: means).rounded())
      }
      quantised.append(try network.quantised(integers[phase], float, of: step, quantisations))
    }
    let scales = step.sources.flatMap { quantisations[$0].scale }
    weights.append(zip(integers, step.phases).map { $0.real($1, scales) })
    let integerStep = IntegerStep(step, of: network, integers, quantised, quantisations)
    if step.kind == .classifier {
      for (frame, float) in logits.sorted(by: { $0.key < $1.key }) {
        let own = integerStep.logits(frames.inputs(of: step, frame: frame))
        if frame < fitted {
          ofFitted.add(float, own, classes: step.shape.channels)
        } else {
          ofHeld.add(float, own, classes: step.shape.channels)
        }
      }
      return quantised
    }
    for frame in 0..<frames.count {
      let tensors = integerStep.run(frames.inputs(of: step, frame: frame))
      for (head, tensor) in zip(step.heads, tensors) { frames.append(tensor, to: head.segment) }
    }
    return quantised
  }

  /// The values of some of a step's input channels at the sampled places.
  private func inputs(of step: LoweredStep, _ plan: PatchPlan, _ channels: Range<Int>) -> PatchParts {
    let own = plan.reading(channels: channels.count)
    let plane = network.segments[step.sources[0]].shape.planeCount
    let rows = plan.placesPerFrame * fitted
    // whole blocks of as many places as the float kernels add up at once
    let most = max(memory.patches / (own.depth * MemoryLayout<Float>.stride) / 256 * 256, 256)
    let frames = frames
    let fitted = fitted
    return PatchParts(rows: rows, depth: own.depth, isWhole: rows <= most) { body in
      var patches: [Float] = []
      patches.reserveCapacity(min(rows, most) * own.depth)
      for frame in 0..<fitted {
        let values = frames.inputs(of: step, frame: frame)
        var places = plan.places(frame: frame)[...]
        while !places.isEmpty {
          let next = places.prefix(most - patches.count / own.depth)
          places = places.dropFirst(next.count)
          values.withUnsafeBufferPointer {
            let part = UnsafeBufferPointer(rebasing: $0[channels.lowerBound * plane..<channels.upperBound * plane])
            patches += own.patches(part, Array(next))
          }
          guard patches.count == most * own.depth || (places.isEmpty && frame == fitted - 1) else { continue }
          body(Matrix(rows: patches.count / own.depth, columns: own.depth, values: patches))
          patches.removeAll(keepingCapacity: true)
        }
      }
    }
  }

  /// Rounds weights to the nearest integers, and sets constants that keep the float network's means.
  private mutating func quantiseDepthwise(
    _ step: LoweredStep, _ samples: PhaseSamples
  ) throws(ConversionError) -> QuantisedPhase {
    var integers = FoldedPhase(depthwise: step.phases[0], quantisations[step.sources[0]]).nearest
    let rough = try network.quantised(integers, step.phases[0], of: step, quantisations)
    let sums = IntegerStep(step, of: network, [integers], [rough], quantisations)
    var (means, places) = ([Double](repeating: 0, count: integers.unit.count), 0)
    for frame in 0..<fitted {
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
    weights.append([step.phases[0]])  // depthwise weights get no more bits
    let finished = IntegerStep(step, of: network, [integers], [quantised], quantisations)
    for frame in 0..<frames.count {
      let tensors = finished.run(frames.inputs(of: step, frame: frame))
      for (head, tensor) in zip(step.heads, tensors) { frames.append(tensor, to: head.segment) }
    }
    return quantised
  }
}
