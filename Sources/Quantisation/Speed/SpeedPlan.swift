import Lowering

/// Chooses the convolutions that F(2, 3) computes: those that add least noise for the multiplications that they save.
struct SpeedPlan {
  struct Choice: Equatable {
    var steps: Set<Int> = []
    /// The segments that these steps read.
    var segments: Set<Int> = []
  }

  /// For each step that can be chosen, the segments that it needs.
  let pairable: [Int: Set<Int>]
  /// For each of these steps, the multiplications that it saves.
  private let savings: [Int: Int]
  /// The noise that is added at the logits: for each segment by halving its values, for each step by bounding its weights.
  var ofTensors, ofWeights: [Int: Double]

  init(_ network: LoweredNetwork) {
    pairable = network.pairable
    savings = Dictionary(uniqueKeysWithValues: pairable.keys.map { ($0, network.multiplications(ofStep: $0) / 3) })
    (ofTensors, ofWeights) = ([:], [:])
  }

  /// Every step that can be chosen.
  var all: Choice {
    Choice(steps: Set(pairable.keys), segments: pairable.values.reduce(into: []) { $0.formUnion($1) })
  }

  /// The added noise of all segments and steps together.
  var harm: Double { ofTensors.values.reduce(0, +) + ofWeights.values.reduce(0, +) }

  /// Chooses one step after the other, the one with least added noise for its saving first. A tensor's noise counts for the first
  /// chosen step that reads it.
  /// - Parameter limit: the noise that all chosen steps together may add
  func choice(within limit: Double) -> Choice {
    var choice = Choice()
    var left = limit
    while true {
      let open = pairable.keys.filter { !choice.steps.contains($0) }.sorted().map { step in
        (step: step, harm: harm(of: step, beside: choice), saving: Double(max(savings[step] ?? 0, 1)))
      }
      guard
        let best = open.filter({ $0.harm <= left }).min(by: { $0.harm * $1.saving < $1.harm * $0.saving })
      else { return choice }
      choice.steps.insert(best.step)
      choice.segments.formUnion(pairable[best.step] ?? [])
      left -= best.harm
    }
  }

  private func harm(of step: Int, beside choice: Choice) -> Double {
    let fresh = (pairable[step] ?? []).subtracting(choice.segments)
    return fresh.reduce(ofWeights[step] ?? 0) { $0 + (ofTensors[$1] ?? 0) }
  }
}
