/// Runs the float network on frames and keeps what the quantisation is chosen by: a histogram for each channel of each
/// value that becomes an int8 tensor, and samples of what each phase reads and computes.
final class Calibration {
  let network: LoweredNetwork
  /// For each segment; nil for the frame, and where max-pooling's source decides.
  private(set) var histograms: [ChannelHistograms?]
  /// For each step, its phases; empty without samples.
  private(set) var samples: [[PhaseSamples]]
  private let executor: FloatExecutor

  /// - Parameter sampledFrames: how many frames will be sampled; 0: only histograms are kept.
  init(_ network: LoweredNetwork, _ executor: FloatExecutor, sampledFrames: Int) {
    self.network = network
    self.executor = executor
    histograms = network.segments.enumerated().map { index, segment in
      index == 0 || segment.sharesQuantisationWith != nil ? nil : ChannelHistograms(channels: segment.shape.channels)
    }
    samples = network.steps.indices.map { step in
      guard sampledFrames > 0 else { return [] }
      return network.steps[step].phases.indices.map {
        PhaseSamples(PatchPlan(network, step: step, phase: $0, frames: sampledFrames), frames: sampledFrames)
      }
    }
  }

  /// - Parameters:
  ///   - frame: normalised, [3][height][width]
  ///   - sample: the frame's index among the sampled ones; nil for others.
  /// - Returns: the logits.
  func add(_ frame: [Float], sample: Int?) throws(ConversionError) -> [Float] {
    try executor.run(frame) { value, values in
      for index in network.segments.indices where histograms[index] != nil { add(values, of: value, to: index) }
      guard let sample else { return }
      for (index, step) in network.steps.enumerated() {
        for phase in samples[index].indices {
          if step.input == value, !step.kind.isDepthwise { samples[index][phase].addPatches(values, frame: sample) }
          if step.value == value { samples[index][phase].addResults(values, frame: sample) }
        }
      }
    }
  }

  /// The logits of a frame of which nothing is kept.
  func logits(_ frame: [Float]) throws(ConversionError) -> [Float] { try executor.run(frame) }

  /// The channels of a value that a segment holds.
  private func add(_ values: UnsafeBufferPointer<Float>, of value: Int, to segment: Int) {
    let plane = network.segments[segment].shape.planeCount
    var first = 0
    for part in network.parts(of: segment) {
      if part.value == value {
        let own = values[part.channels.lowerBound * plane..<part.channels.upperBound * plane]
        histograms[segment]?.add(
          UnsafeBufferPointer(rebasing: own), plane: plane, first: first, threads: executor.threads)
      }
      first += part.channels.count
    }
  }

  /// - Throws: ConversionError that names a tensor which became infinite or NaN.
  func check() throws(ConversionError) {
    for (segment, histograms) in zip(network.segments, histograms) where histograms?.isFinite == false {
      throw .badData(
        "tensor '\(segment.name)' became infinite or NaN on the calibration frames; check the float model")
    }
  }

  /// One quantisation for each segment, by a method that looks at nothing but the tensor's own values.
  func quantisations(_ method: CalibrationMethod) -> [SegmentQuantisation] {
    network.segments.indices.map { index in
      guard let histograms = histograms[network.quantisedAs(index)] else {
        return SegmentQuantisation(frame: network.normalisation)
      }
      return SegmentQuantisation(
        ValueRange(histograms.whole, method: method), channels: network.segments[index].shape.channels)
    }
  }
}
