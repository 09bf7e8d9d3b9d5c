import NetworkGraph

/// Finds causes in the weights with which a layer reads its tensors.
extension Diagnosis {
  func weightFindings(_ layer: LayerTally) -> [Finding] {
    guard isCostly(layer) else { return [] }
    let errors = weightErrors(layer)
    guard let typical = median(errors.inputs.filter { $0 > 0 }), typical > 0 else { return [] }
    if let found = concatScaleMismatch(layer, errors.sources) { return [found] }
    return [outlierWeights(layer, errors.inputs, typical)].compactMap { $0 }
  }

  /// The rounding errors of the weights that read each input channel, and each source as a whole, relative to these weights' size.
  private func weightErrors(_ layer: LayerTally) -> (inputs: [Double], sources: [Double]) {
    let step = study.network.steps[layer.step]
    let channels = step.sources.map { study.network.segments[$0].shape.channels }
    let inputs = channels.reduce(0, +)
    var size = [Double](repeating: 0, count: inputs)
    var error = size
    for (float, stored) in zip(step.phases, study.stored.phases[layer.step]) {
      let taps = float.kernel.count
      for index in float.weights.indices {
        let input = index / taps % inputs
        let (exact, rounded) = (Double(float.weights[index]), Double(stored.weights[index]))
        size[input] += exact * exact
        error[input] += (rounded - exact) * (rounded - exact)
      }
    }
    func ratio(_ range: Range<Int>) -> Double {
      let whole = size[range].reduce(0, +)
      return whole == 0 ? 0 : (error[range].reduce(0, +) / whole).squareRoot()
    }
    var sources: [Double] = []
    var first = 0
    for count in channels {
      sources.append(ratio(first..<first + count))
      first += count
    }
    return (size.indices.map { ratio($0..<$0 + 1) }, sources)
  }

  private func concatScaleMismatch(_ layer: LayerTally, _ errors: [Double]) -> Finding? {
    guard errors.count > 1, let worst = errors.max(), let best = errors.min(), worst > 0.08, worst > 4 * best,
      let index = errors.firstIndex(of: worst)
    else { return nil }
    let step = study.network.steps[layer.step]
    return Finding(
      layer: study.name(of: layer), cause: .concatScaleMismatch,
      explanation:
        "It reads \(errors.count) tensors by one set of weights; those for '\(study.network.segments[step.sources[index]].name)', "
        + "whose values are small beside the others', are rounded by \(percent(worst)) of their size, the others' by \(percent(best)).",
      suggestion: Suggestion.moreBits, isHarmful: true)
  }

  private func outlierWeights(_ layer: LayerTally, _ errors: [Double], _ typical: Double) -> Finding? {
    let coarse = errors.indices.filter { errors[$0] > 0.25 && errors[$0] > 8 * typical }
    guard let worst = coarse.max(by: { errors[$0] < errors[$1] }) else { return nil }
    return Finding(
      layer: study.name(of: layer), cause: .outlierWeights,
      explanation:
        "The weights that read input channel \(worst) are rounded by \(percent(min(errors[worst], 1))) of their size, "
        + "the median channel's by \(percent(typical)): they are tiny beside the largest of their output channels.",
      suggestion: Suggestion.ownScales, isHarmful: true)
  }

  /// Convolutions whose weights have an outlier in the file which batch norm divides out again: once folded, it is gone.
  func foldedOutliers(_ file: Graph) -> [Finding] {
    file.nodes.compactMap { node in
      guard case .convolution(let convolution) = node.operation, convolution.outputChannels >= 4,
        !findings.contains(where: { $0.layer == node.name && $0.cause == .outlierChannel })
      else { return nil }
      let per = convolution.weightsPerOutput
      let peaks = (0..<convolution.outputChannels).map { o in
        convolution.weights[o * per..<(o + 1) * per].reduce(0.0) { max($0, abs(Double($1))) }
      }
      guard let typical = median(peaks.filter { $0 > 0 }), let largest = peaks.max(),
        largest > Diagnosis.outlierFactor * typical, let channel = peaks.firstIndex(of: largest)
      else { return nil }
      return Finding(
        layer: node.name, cause: .outlierChannel,
        explanation:
          "In the float file the weights of output channel \(channel) are \(number(largest / typical)) times the median channel's, "
          + "but no tensor shows it: it is divided out again, and each output channel's "
          + "weights have a scale of their own.",
        suggestion: Suggestion.nothing, isHarmful: false)
    }
  }

  private func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }
}
