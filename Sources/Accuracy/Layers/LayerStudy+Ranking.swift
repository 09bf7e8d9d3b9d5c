extension LayerStudy {
  /// The layers, the one whose quantisation hurts the logits most first.
  public var ranking: [LayerTally] {
    layers.sorted { ($0.alone.noise, $1.step) > ($1.alone.noise, $0.step) }
  }

  /// A layer's part of the noise that all layers make at the logits, each alone; 0 without any noise.
  public func share(of layer: LayerTally) -> Double {
    let sum = layers.reduce(0) { $0 + $1.alone.noise }
    return sum == 0 ? 0 : layer.alone.noise / sum
  }

  /// The name of a layer in the float file.
  public func name(of layer: LayerTally) -> String { network.steps[layer.step].name }

  /// The squared errors that a layer makes in its own outputs, by where they come from; a classifier has only weights.
  public func sources(of layer: LayerTally) -> (weights: Double, clipping: Double, rounding: Double) {
    let step = network.steps[layer.step]
    guard step.kind != .classifier else { return (layer.alone.noise, 0, 0) }
    return step.heads.reduce((0, 0, 0)) { sum, head in
      let tally = tensors[head.segment]
      // tensors of unlike sizes count alike: by their error, relative to their signal
      let signal = max(tally.all.signal, .leastNormalMagnitude)
      return (
        sum.0 + tally.weights / signal, sum.1 + tally.clipping / signal, sum.2 + tally.rounding / signal
      )
    }
  }
}
