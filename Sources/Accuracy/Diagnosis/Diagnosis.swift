import NetworkGraph

/// What is wrong with a model's layers: the causes that follow from the study's figures.
public struct Diagnosis {
  public let study: LayerStudy
  /// The findings: harmful ones first, and within each kind those whose layers cost most.
  public private(set) var findings: [Finding] = []

  /// - Parameter file: the float network as its file has it, before all passes.
  public init(_ study: LayerStudy, file: Graph) {
    self.study = study
    for layer in study.ranking {
      let found = tensorFindings(layer) + weightFindings(layer)
      findings += found
      if found.allSatisfy({ !$0.isHarmful }), isCostly(layer) { findings.append(unexplained(layer)) }
    }
    findings += foldedOutliers(file)
    findings = findings.filter(\.isHarmful) + findings.filter { !$0.isHarmful }
  }

  /// The signal-to-noise ratio at the logits, in decibels, above which hardly any pixel changes its class.
  static let harmless = 30.0

  /// Whether quantising this layer alone shows in the masks, and whether it is among the layers that matter.
  func isCostly(_ layer: LayerTally) -> Bool {
    layer.alone.decibels < Diagnosis.harmless
      && (study.share(of: layer) > 0.1 || study.ranking.prefix(3).contains { $0.step == layer.step })
  }

  /// Why a layer costs what it costs, in a few words.
  public func reason(for layer: LayerTally) -> String {
    let name = study.name(of: layer)
    return (findings.first { $0.layer == name && $0.isHarmful } ?? unexplained(layer)).cause.rawValue
  }

  /// The finding for a layer that costs much although nothing about it is unusual: what makes most of its error.
  private func unexplained(_ layer: LayerTally) -> Finding {
    let (weights, clipping, rounding) = study.sources(of: layer)
    let sum = max(weights + clipping + rounding, .leastNormalMagnitude)
    let effect =
      "Alone it brings the logits down to \(decibels(layer.alone.decibels)) of signal to noise and changes "
      + "\(percent(layer.changedShare)) of the pixels."
    if clipping > max(weights, rounding) {
      return Finding(
        layer: study.name(of: layer), cause: .clippedRange,
        explanation: "\(effect) Cut-off values make \(percent(clipping / sum)) of its own error.",
        suggestion: Suggestion.widerRange, isHarmful: true)
    }
    let cause = weights > rounding ? Cause.coarseWeights : .coarseActivations
    let part = weights > rounding ? "its weights'" : "its outputs'"
    return Finding(
      layer: study.name(of: layer), cause: cause,
      explanation:
        "\(effect) \(percent(max(weights, rounding) / sum)) of its own error is \(part) rounding, and no channel stands out.",
      suggestion: Suggestion.moreBits, isHarmful: true)
  }
}
