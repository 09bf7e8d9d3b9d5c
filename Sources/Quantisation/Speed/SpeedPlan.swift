import Lowering

/// Which convolutions are given to F(2, 3): those that do least harm for what they save.
struct SpeedPlan {
  struct Choice: Equatable {
    var steps: Set<Int> = []
    /// Segments that these read.
    var segments: Set<Int> = []
  }

  /// For each step that can be chosen, the segments that it needs.
  let pairable: [Int: Set<Int>]
  /// For each of these steps, multiplications that it saves.
  private let savings: [Int: Int]
  /// Noise at the logits that half of the values, or bounded weights, add: for segments and for steps.
  var ofTensors, ofWeights: [Int: Double]

  init(_ network: LoweredNetwork) {
    pairable = network.pairable
    savings = Dictionary(uniqueKeysWithValues: pairable.keys.map { ($0, network.multiplications(ofStep: $0) / 3) })
    (ofTensors, ofWeights) = ([:], [:])
  }

  /// All that can be chosen.
  var all: Choice {
    Choice(steps: Set(pairable.keys), segments: pairable.values.reduce(into: []) { $0.formUnion($1) })
  }

  /// Of everything.
  var harm: Double { ofTensors.values.reduce(0, +) + ofWeights.values.reduce(0, +) }

  /// One step after the other, the one with least harm for its saving first; a tensor's harm counts for the first step that
  /// reads it.
  /// - Parameter limit: harm that all together may do
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
