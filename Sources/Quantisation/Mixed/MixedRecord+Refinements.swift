import Lowering

extension MixedRecord {
  package init(
    _ chosen: [Refinement], of candidates: [Refinement], _ network: LoweredNetwork, before: Fidelity,
    after: Fidelity
  ) {
    let whole = Double(network.multiplications)
    tensors = chosen.segments.sorted().map { network.segments[$0].name }
    layers = chosen.steps.sorted().map { network.steps[$0].name }
    addedMultiplications = Double(network.refined(chosen).multiplications) / whole - 1
    (decibelsBefore, decibelsAfter) = (before.noise.decibels, after.noise.decibels)
    (agreementBefore, agreementAfter) = (before.agreement, after.agreement)
    self.candidates = candidates.map { candidate in
      let place =
        switch candidate.place {
        case .tensor(let segment): (name: network.segments[segment].name, isWeights: false)
        case .weights(let step): (name: network.steps[step].name, isWeights: true)
        }
      return Candidate(
        name: place.name, isWeights: place.isWeights, gain: candidate.gain / before.noise.relative,
        addedMultiplications: Double(candidate.multiplications) / whole, isChosen: chosen.contains(candidate))
    }
  }
}
