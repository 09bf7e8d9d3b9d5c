import Lowering

/// A place that can have more than 8 bits, how much that would reduce the noise at the logits, and what it would cost.
package struct Refinement: Equatable {
  enum Place: Equatable {
    /// A segment that gets residuals.
    case tensor(Int)
    /// A step that reads its sources twice, so that each weight is the sum of two.
    case weights(Int)
  }

  var place: Place
  /// The noise that it removes, as a share of the logits' energy.
  var gain: Double
  /// The multiplications that it adds to one frame.
  var multiplications: Int
}

extension [Refinement] {
  package var segments: Set<Int> {
    Set(compactMap { if case .tensor(let segment) = $0.place { segment } else { nil } })
  }

  var steps: Set<Int> { Set(compactMap { if case .weights(let step) = $0.place { step } else { nil } }) }

  /// The refinements that gain most for their multiplications, until the noise is as low as wanted or the budget is spent.
  ///
  /// - Parameters:
  ///   - noise: as a share of the logits' energy
  ///   - budget: multiplications that all refinements together may add. A step whose weights and inputs are both refined pays for each of
  ///     them and for their products.
  package func chosen(noise: Double, wanted: Double, budget: Int, in network: LoweredNetwork) -> [Refinement] {
    var noise = noise
    let most = network.multiplications + budget
    let smallest = 0.01 * noise
    var chosen: [Refinement] = []
    for candidate in sorted(by: { $0.gain * Double($1.multiplications) > $1.gain * Double($0.multiplications) })
    where noise > wanted && candidate.gain >= smallest && network.multiplications(with: chosen + [candidate]) <= most {
      chosen.append(candidate)
      noise -= candidate.gain
    }
    return chosen
  }
}

extension LoweredNetwork {
  /// Multiplications for one frame, for each channel that the step reads.
  func multiplicationsPerInput(of step: LoweredStep) -> Int {
    step.phases.reduce(0) { $0 + step.grid(of: $1).count * $1.kernel.count * $1.bias.count }
  }

  package var multiplications: Int { steps.indices.reduce(0) { $0 + multiplications(ofStep: $1) } }

  /// The network's multiplications with these refinements.
  func multiplications(with refinements: [Refinement]) -> Int {
    let (residuals, twice) = (refinements.segments, refinements.steps)
    return steps.indices.reduce(0) { sum, index in
      let step = steps[index]
      let channels =
        step.kind.isDepthwise
        ? 1
        : step.sources.reduce(0) { $0 + segments[$1].shape.channels * (residuals.contains(quantisedAs($1)) ? 2 : 1) }
      return sum + channels * (twice.contains(index) ? 2 : 1) * multiplicationsPerInput(of: step)
    }
  }

  func multiplications(ofStep index: Int) -> Int {
    let step = steps[index]
    let channels = step.kind.isDepthwise ? 1 : step.sources.reduce(0) { $0 + segments[$1].shape.channels }
    return channels * multiplicationsPerInput(of: step)
  }

  /// The multiplications that residuals of a segment add: to the steps that read it, and to the steps that read its max-pooled copies.
  func multiplications(forResidualsOf segment: Int) -> Int {
    steps.reduce(0) { sum, step in
      let times = step.sources.count { quantisedAs($0) == segment }
      return sum + times * segments[segment].shape.channels * multiplicationsPerInput(of: step)
    }
  }
}
