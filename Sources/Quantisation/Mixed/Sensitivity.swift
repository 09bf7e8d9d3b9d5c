import FloatReference
import Lowering
import Model

/// Measures what int8 does to the logits in one place at a time, with everything else in float: each tensor, and each step's weights.
package struct Sensitivity {
  private let executor: LoweredExecutor
  private let quantisations: [SegmentQuantisation]
  /// For each step its phases, with the real numbers for which the integers stand.
  private let weights: [[FloatPhase]]
  private var network: LoweredNetwork { executor.network }
  /// The segments, and the steps, that are measured.
  private let tensors, layers: Set<Int>
  /// One meter for each segment, and one for each step.
  private(set) var ofTensors, ofWeights: [NoiseMeter]

  /// How many frames are enough.
  package static let frameCount = 2

  /// - Parameters:
  ///   - tensors: the segments to measure; nil: all that can have residuals
  ///   - layers: the steps to measure; nil: all dense convolutions
  init(
    _ network: LoweredNetwork, _ quantisations: [SegmentQuantisation], _ weights: [[FloatPhase]],
    tensors: Set<Int>? = nil, layers: Set<Int>? = nil
  ) {
    executor = LoweredExecutor(network)
    self.tensors = tensors ?? Set(network.segments.indices.filter(network.canHaveResiduals))
    self.layers = layers ?? Set(network.steps.indices.filter { network.steps[$0].kind.isDense })
    self.quantisations = quantisations
    self.weights = weights
    ofTensors = network.segments.map { _ in NoiseMeter() }
    ofWeights = network.steps.map { _ in NoiseMeter() }
  }

  /// - Parameter pixels: bytes at the network's size, [height][width][channels]
  package mutating func add(_ pixels: [UInt8]) {
    let truth = executor.values(of: FloatFrame.normalised(pixels, network.normalisation))
    for (index, step) in network.steps.enumerated() {
      for segment in step.heads.map(\.segment) where tensors.contains(segment) {
        var values = truth
        values.segments[segment] = quantisations[segment].rounded(values.segments[segment])
        executor.update(&values, changed: [segment], behind: index)
        ofTensors[segment].add(truth.logits, values.logits)
      }
      guard layers.contains(index) else { continue }
      var values = truth
      computeWithRoundedWeights(index, &values)
      executor.update(&values, changed: step.heads.map(\.segment), behind: index)
      ofWeights[index].add(truth.logits, values.logits)
    }
  }

  /// Computes a step with rounded weights, with the means kept as its constants will keep them.
  private func computeWithRoundedWeights(_ index: Int, _ values: inout LoweredExecutor.Values) {
    let step = network.steps[index]
    let inputs = executor.inputs(of: index, values)
    let exact = StepExecutor(step, of: network).run(inputs)
    var rounded = StepExecutor(step, of: network, phases: weights[index]).run(inputs)
    let plane = step.shape.planeCount
    for c in 0..<step.shape.channels {
      let own = c * plane..<(c + 1) * plane
      let apart = own.reduce(0.0) { $0 + Double(rounded[$1] - exact[$1]) } / Double(plane)
      for at in own { rounded[at] -= Float(apart) }
    }
    executor.finish(index, rounded, &values)
  }

  /// Each place where more bits are possible. Residuals remove nearly all the noise that rounding makes. A ninth bit of the weights halves
  /// their error, so a quarter of its square is left.
  package var refinements: [Refinement] {
    let tensors = network.segments.indices.filter(network.canHaveResiduals).map {
      Refinement(
        place: .tensor($0), gain: ofTensors[$0].relative, multiplications: network.multiplications(forResidualsOf: $0))
    }
    let layers = network.steps.indices.filter {
      network.steps[$0].kind.isDense && 2 * network.steps[$0].sources.count <= ModelFormat.maximumSources
    }.map {
      Refinement(
        place: .weights($0), gain: 0.75 * ofWeights[$0].relative, multiplications: network.multiplications(ofStep: $0))
    }
    return tensors + layers
  }
}
