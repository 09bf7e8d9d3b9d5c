import Foundation
import Lowering
import NetworkGraph

/// Gives up bits so that F(2, 3) can compute more convolutions.
extension IntegerSearch {
  /// How many choices are tried, each smaller than the one before that added too much noise.
  private static let tries = 5

  /// Gives F(2, 3) as many convolutions as the wanted signal-to-noise ratio permits. Each choice is measured after all weights have been
  /// rounded again.
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
      // the sum of noises that were measured one at a time, divided by the noise of all together
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

  /// Measures for each tensor, and for each layer's weights, how much noise it alone adds at the logits, beyond that of all 8 bits.
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
