/// Which tensors and weights of a model have more than 8 bits (NUMERICS.md, "Residuals"), and what these bits cost.
extension Plan {
  /// Tensors that have residuals, without those that a max-pooling copies from others.
  public var refinedTensors: [Int] {
    tensors.indices.filter { index in
      tensors[index].hasResiduals
        && !steps.contains { step in step.kind == .maxPool && step.outputs.contains { $0.tensor == index } }
    }
  }

  /// Whether a step reads all its sources twice, so that each weight is the sum of two.
  public func hasRefinedWeights(_ step: Step) -> Bool {
    let half = step.sources.count / 2
    return !step.phases.isEmpty && half > 0 && step.sources.count == 2 * half
      && step.sources[..<half] == step.sources[half...]
  }

  /// Multiply-accumulates that more bits add to a frame, as a share of those with 8 bits everywhere.
  public var addedMultiplications: Double {
    let all = steps.reduce(0) { $0 + multiplyAccumulates(of: $1) }
    let plain = steps.reduce(0) { $0 + multiplyAccumulatesOf8Bits(of: $1) }
    return plain == 0 ? 0 : Double(all) / Double(plain) - 1
  }

  private func multiplyAccumulatesOf8Bits(of step: Step) -> Int {
    let factors = step.sources.reduce(0) { $0 + tensors[$1].factors }
    guard step.kind != .depthwise, factors > 0 else { return multiplyAccumulates(of: step) }
    let channels = step.sources.reduce(0) { $0 + tensors[$1].channels } / (hasRefinedWeights(step) ? 2 : 1)
    return multiplyAccumulates(of: step) / factors * channels
  }
}
