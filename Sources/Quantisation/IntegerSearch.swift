import Calibration
import Foundation
import Lowering
import NetworkGraph

/// Makes the network in integers from the calibration: scales, weights, and more bits where 8 are too few.
package struct IntegerSearch {
  package struct Result {
    package var integers: IntegerNetwork
    /// How each tensor was quantised.
    package var tensors: [TensorRecord]
    /// The signal-to-noise ratio at the logits, of int8 against float, on the frames that were held out, or on all if fewer than eight were
    /// shown.
    package var decibels: Double
    /// Which tensors and weights have more than 8 bits; nil if none has.
    package var mixed: MixedRecord?
    /// What more bits would have gained, if that was too little to add them.
    package var unseen: MixedRecord?
    /// What was given up for speed; nil if nothing was.
    package var speed: SpeedRecord?
    /// Whether the plain method was better on the frames that were held out, and was taken.
    package var fellBack = false
  }

  private let calibration: Calibration
  private let frames: CalibrationFrames
  private let method: CalibrationMethod
  private let memory: MemoryBudget
  var network: LoweredNetwork { calibration.network }

  /// If the choices look better by so many decibels on the frames from which they were made than on others, the plain method is tried too.
  private static let overfitted = 1.0

  /// - Parameters:
  ///   - calibration: one that has seen `frames`
  ///   - method: how scales are chosen
  package init(
    _ calibration: Calibration, _ frames: CalibrationFrames, _ method: CalibrationMethod, memory: MemoryBudget
  ) {
    self.calibration = calibration
    self.frames = frames
    self.method = method
    self.memory = memory
  }

  /// - Parameters:
  ///   - mixed: whether more bits are added
  ///   - wanted: the decibels at the logits below which bits are added
  ///   - preference: whether bits are given up for speed while the logits stay above `wanted`
  ///   - progress: called after each step of the network, with the number of finished steps.
  /// - Throws: ConversionError, if a tensor became infinite or a layer fits no integers.
  package func run(
    mixed: MixedPrecision, wanted: Double, preference: Preference, progress: (_ steps: Int) -> Void
  ) throws(ConversionError) -> Result {
    try calibration.check()
    calibration.rest()
    if method == .auto { calibration.widenScarce() }
    var search = ScaleSearch(calibration, method)
    search.run()
    var tuner = tuner(search)
    var result = Result(integers: try tuner.run(progress: progress), tensors: [], decibels: 0)
    if method == .auto, tuner.fittedNoise.decibels > tuner.noise.decibels + IntegerSearch.overfitted {
      let plain = ScaleSearch(calibration, .minmax)
      var other = self.tuner(plain)
      let others = try other.run()
      if other.noise.decibels > tuner.noise.decibels {
        (search, tuner) = (plain, other)
        (result.integers, result.fellBack) = (others, true)
      }
    }
    result.decibels = tuner.noise.decibels
    if mixed != .off, tuner.noise.decibels < wanted {
      try addBits(&search, tuner, mixed, wanted: wanted, to: &result, progress)
    }
    if preference == .speed { try preferSpeed(&search, tuner, wanted: wanted, to: &result, progress) }
    result.tensors = search.records
    return result
  }

  /// Adds bits where they remove most noise for the multiplications that they cost, and chooses all weights again.
  private func addBits(
    _ search: inout ScaleSearch, _ tuner: Tuner, _ mixed: MixedPrecision, wanted: Double, to result: inout Result,
    _ progress: (Int) -> Void
  ) throws(ConversionError) {
    let candidates = measured(Sensitivity(network, search.quantisations, tuner.weights)).refinements
    let refinements = candidates.chosen(
      noise: tuner.noise.relative, wanted: pow(10, -wanted / 10),
      budget: Int(mixed.budget * Double(network.multiplications)), in: network)
    guard !refinements.isEmpty else { return }
    var richer = search
    for segment in refinements.segments.sorted() { richer.keepResiduals(of: segment) }
    var finer = self.tuner(richer, refinements)
    let made = try finer.run(progress: progress)
    let record = MixedRecord(refinements, of: candidates, network, before: tuner.fidelity, after: finer.fidelity)
    guard mixed == .full || record.isSeen else {
      result.unseen = record
      return
    }
    search = richer
    result.integers = made
    result.decibels = finer.noise.decibels
    result.mixed = record
  }

  func tuner(_ search: ScaleSearch, _ refinements: [Refinement] = [], paired: Set<Int> = []) -> Tuner {
    Tuner(
      calibration, search.quantisations, refinements, paired: paired, frames: frames.sampled, logits: frames.logits,
      held: frames.held, memory: memory)
  }

  /// Shows a sensitivity some of the sampled frames.
  func measured(_ unmeasured: Sensitivity) -> Sensitivity {
    var sensitivity = unmeasured
    let sampled = frames.sampled
    let apart = max(sampled.count / Sensitivity.frameCount, 1)
    for index in stride(from: 0, to: sampled.count, by: apart).prefix(Sensitivity.frameCount) {
      sensitivity.add(sampled[index])
    }
    return sensitivity
  }
}
