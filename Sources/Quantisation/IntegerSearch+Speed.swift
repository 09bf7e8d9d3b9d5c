import Foundation
import Lowering
import NetworkGraph

/// Bits given up for F(2, 3).
extension IntegerSearch {
  /// How often a choice is made that measures out as too much.
  private static let tries = 5

  /// Gives F(2, 3) as many convolutions as leave the wanted signal to noise, measured; all weights anew.
  func preferSpeed(
    _ search: inout ScaleSearch, _ tuner: Tuner, wanted: Double, to result: inout Result, _ progress: (Int) -> Void
  ) throws(ConversionError) {
    var plan = SpeedPlan(network)
    guard !plan.pairable.isEmpty, tuner.noise.decibels > wanted else { return }
    var halved = search
    for segment in plan.all.segments.sorted() { halved.halve(segment) }
    var choice = plan.all
    var (coarser, made) = try tuned(search, halved, choice, progress)
    if coarser.noise.decibels < wanted {
      measureHarm(&plan, search, tuner, halved, coarser)
      let room = pow(10, -wanted / 10) - tuner.noise.relative
      // what was measured alone, in the measure of what all did together
      let unit = plan.harm / max(coarser.noise.relative - tuner.noise.relative, 1e-30)
      var share = 1.0
      for _ in 0..<IntegerSearch.tries {
        choice = plan.choice(within: room * unit * share)
        guard !choice.steps.isEmpty else { return }
        (coarser, made) = try tuned(search, halved, choice, progress)
        if coarser.noise.decibels >= wanted { break }
        let measured = coarser.noise.relative - tuner.noise.relative
        share *= 0.95 * min(room / max(measured, 1e-30), 1)
      }
      guard coarser.noise.decibels >= wanted else { return }
    }
    for segment in choice.segments { search.take(segment, from: halved) }
    result.integers = made
    result.decibels = coarser.noise.decibels
    result.speed = SpeedRecord(choice, network, before: tuner.fidelity, after: coarser.fidelity)
  }

  private func tuned(
    _ search: ScaleSearch, _ halved: ScaleSearch, _ choice: SpeedPlan.Choice, _ progress: (Int) -> Void
  ) throws(ConversionError) -> (Tuner, IntegerNetwork) {
    var mixed = search
    for segment in choice.segments { mixed.take(segment, from: halved) }
    var tuner = tuner(mixed, paired: choice.steps)
    let made = try tuner.run(progress: progress)
    return (tuner, made)
  }

  /// What each tensor and each layer's weights do to the logits alone, more than with all 8 bits.
  private func measureHarm(
    _ plan: inout SpeedPlan, _ search: ScaleSearch, _ tuner: Tuner, _ halved: ScaleSearch, _ coarser: Tuner
  ) {
    let all = plan.all
    func sensitivity(_ search: ScaleSearch, _ tuner: Tuner) -> Sensitivity {
      measured(
        Sensitivity(network, search.quantisations, tuner.weights, tensors: all.segments, layers: all.steps))
    }
    let (before, after) = (sensitivity(search, tuner), sensitivity(halved, coarser))
    for segment in all.segments {
      plan.ofTensors[segment] = max(after.ofTensors[segment].relative - before.ofTensors[segment].relative, 0)
    }
    for step in all.steps {
      plan.ofWeights[step] = max(after.ofWeights[step].relative - before.ofWeights[step].relative, 0)
    }
  }
}
