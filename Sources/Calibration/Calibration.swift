import FloatReference
import Foundation
import Lowering
import NetworkGraph

/// Runs the float network on frames, and keeps what the choice of scales and weights needs: a histogram for each channel of each value
/// that becomes an int8 tensor, and samples of what each phase reads and computes.
package final class Calibration {
  package let network: LoweredNetwork
  /// One for each segment; nil for the frame, and for segments that have their source's quantisation.
  package private(set) var histograms: [ChannelHistograms?]
  /// For each step the samples of its phases; empty where none are kept.
  package private(set) var samples: [[PhaseSamples]]
  private let graph: Graph
  /// nil while it is not needed.
  private var executor: FloatExecutor?

  /// - Parameter sampledFrames: how many frames will be sampled; with 0 only histograms are kept.
  package init(
    _ network: LoweredNetwork, _ executor: FloatExecutor, sampledFrames: Int, memory: MemoryBudget = MemoryBudget()
  ) {
    self.network = network
    self.executor = executor
    graph = executor.graph
    histograms = network.segments.enumerated().map { index, segment in
      index == 0 || segment.sharesQuantisationWith != nil ? nil : ChannelHistograms(channels: segment.shape.channels)
    }
    let plans = network.steps.indices.map { step in
      sampledFrames == 0
        ? []
        : network.steps[step].phases.indices.map { PatchPlan(network, step: step, phase: $0, frames: sampledFrames) }
    }
    // no patches are kept for depthwise steps
    let wanted = plans.joined().reduce(0) { $0 + ($1.step.kind.isDepthwise ? 0 : PhaseSamples.bytes($1)) }
    let share = min(1, Double(memory.samples) / Double(max(wanted, 1)))
    samples = plans.map { $0.map { PhaseSamples($0, frames: sampledFrames, share: share) } }
  }

  /// Releases the executor's memory; it is made again if another frame comes.
  package func rest() { executor = nil }

  private func running() throws(ConversionError) -> FloatExecutor {
    if let executor { return executor }
    let made = try FloatExecutor(graph: graph)
    executor = made
    return made
  }

  /// - Parameters:
  ///   - frame: the normalised frame, [channels][height][width]
  ///   - sample: the frame's index among the sampled ones; nil for others.
  /// - Returns: the logits.
  package func add(_ frame: [Float], sample: Int?) throws(ConversionError) -> [Float] {
    let executor = try running()
    return try executor.run(frame) { value, values in
      for index in network.segments.indices where histograms[index] != nil {
        add(values, of: value, to: index, threads: executor.threads)
      }
      guard let sample else { return }
      for (index, step) in network.steps.enumerated() {
        for phase in samples[index].indices {
          if step.input == value, !step.kind.isDepthwise { samples[index][phase].addPatches(values, frame: sample) }
          if step.value == value { samples[index][phase].addResults(values, frame: sample) }
        }
      }
    }
  }

  /// The logits of a frame from which nothing is kept.
  package func logits(_ frame: [Float]) throws(ConversionError) -> [Float] { try running().run(frame) }

  /// Adds the channels of a value that a segment holds.
  private func add(_ values: UnsafeBufferPointer<Float>, of value: Int, to segment: Int, threads: Int) {
    let plane = network.segments[segment].shape.planeCount
    var first = 0
    for part in network.parts(of: segment) {
      if part.value == value {
        let own = values[part.channels.lowerBound * plane..<part.channels.upperBound * plane]
        histograms[segment]?.add(
          UnsafeBufferPointer(rebasing: own), plane: plane, first: first, threads: threads)
      }
      first += part.channels.count
    }
  }

  /// - Throws: ConversionError that names a tensor which became infinite or NaN.
  package func check() throws(ConversionError) {
    for (segment, histograms) in zip(network.segments, histograms) where histograms?.isFinite == false {
      throw .badData(
        "tensor '\(segment.name)' became infinite or NaN on the calibration frames; check the float model")
    }
  }

  /// Widens the ranges of scarce tensors. After global pooling a channel has one value in each frame, and from a dozen frames one cannot
  /// know how far the next one reaches. Such tensors get room for three standard deviations, as if their values were normally distributed.
  package func widenScarce() {
    for index in network.segments.indices where isScarce(index) {
      let plane = network.segments[index].shape.planeCount
      let count = (histograms[index]?.channels.first?.count ?? 0) / Double(max(plane, 1))
      guard count > 1 else { continue }
      // how far the greatest of so many values lies above the mean, in standard deviations
      let root = (2 * log(count)).squareRoot()
      let greatest = max(root - (log(max(log(count), 0.1)) + log(4 * Double.pi)) / (2 * root), 0.6)
      histograms[index]?.widen(by: max(3 / greatest - 1, 0) / 2)
    }
  }

  /// Whether a segment has so few pixels that the number of frames decides how many values are seen.
  package func isScarce(_ segment: Int) -> Bool {
    histograms[segment] != nil && network.segments[segment].shape.planeCount <= Calibration.fewPixels
  }

  private static let fewPixels = 16
}
