extension LayerStudy {
  /// The layers, sorted by how much their quantisation harms the logits, the most harmful first.
  public var ranking: [LayerTally] {
    layers.sorted { ($0.alone.noise, $1.step) > ($1.alone.noise, $0.step) }
  }

  /// A layer's share of the noise at the logits, if the noise of all layers, each quantised alone, is added up; 0 without any noise.
  public func share(of layer: LayerTally) -> Double {
    let sum = layers.reduce(0) { $0 + $1.alone.noise }
    return sum == 0 ? 0 : layer.alone.noise / sum
  }

  /// The name of a layer in the float file.
  public func name(of layer: LayerTally) -> String { network.steps[layer.step].name }

  /// The squared errors that a layer makes in its own outputs, by their causes; a classifier's come from its weights only.
  public func sources(of layer: LayerTally) -> (weights: Double, clipping: Double, rounding: Double) {
    let step = network.steps[layer.step]
    guard step.kind != .classifier else { return (layer.alone.noise, 0, 0) }
    return step.heads.reduce((0, 0, 0)) { sum, head in
      let tally = tensors[head.segment]
      // relative to the tensor's signal, so that tensors of different magnitude count equally
      let signal = max(tally.all.signal, .leastNormalMagnitude)
      return (
        sum.0 + tally.weights / signal, sum.1 + tally.clipping / signal, sum.2 + tally.rounding / signal
      )
    }
  }
}
