import Quantisation

/// Finds causes in the tensors that a layer writes.
extension Diagnosis {
  func tensorFindings(_ layer: LayerTally) -> [Finding] {
    study.network.steps[layer.step].heads.flatMap { head -> [Finding] in
      let tally = study.tensors[head.segment]
      let quantisation = study.stored.segments[head.segment]
      let found = [
        outlierChannel(layer, tally, quantisation), clippedRange(layer, tally, quantisation),
        wastedLevels(layer, tally, quantisation), deadChannels(layer, tally),
      ]
      return found.compactMap { $0 }
    }
  }

  /// How many times the median's range a channel must have to be an outlier.
  static let outlierFactor = 16.0

  private func outlierChannel(
    _ layer: LayerTally, _ tally: TensorTally, _ quantisation: SegmentQuantisation
  ) -> Finding? {
    let peaks = tally.channels.map(\.peak)
    let live = peaks.filter { $0 > 0 }.sorted()
    guard live.count >= 4, let largest = peaks.max(), let channel = peaks.firstIndex(of: largest) else { return nil }
    let median = live[live.count / 2]
    guard largest >= Diagnosis.outlierFactor * median else { return nil }
    // counted in steps of the channel's own scale
    let all = quantisation.levels
    let levels = tally.channels.indices.filter { peaks[$0] > 0 }
      .map { min(tally.channels[$0].width / quantisation.scale[$0] * Double(max(all / 256, 1)), Double(all - 1)) }
      .sorted()
    let middle = levels[levels.count / 2]
    let isHarmful = middle < 32
    let reach =
      "Channel \(channel) reaches \(number(largest)), \(number(largest / median)) times as far as the median channel."
    return Finding(
      layer: study.name(of: layer), cause: .outlierChannel,
      explanation: isHarmful
        ? "\(reach) With the scale that it needs, half of the channels have at most \(Int(middle) + 1) of the \(all) levels."
        : "\(reach) Each channel has a scale of its own, so the median one has \(Int(middle) + 1) of the \(all) levels.",
      suggestion: isHarmful ? Suggestion.ownScales : Suggestion.nothing, isHarmful: isHarmful)
  }

  private func clippedRange(
    _ layer: LayerTally, _ tally: TensorTally, _ quantisation: SegmentQuantisation
  ) -> Finding? {
    let share = tally.own == 0 ? 0 : tally.clipping / tally.own
    guard isCostly(layer), share > 0.5, tally.clipRate > 1e-4 else { return nil }
    let outside = tally.channels.indices.map { c -> (times: Double, channel: Int) in
      let range = quantisation.range(ofChannel: c)
      let end = max(abs(range.lowerBound), abs(range.upperBound))
      return (end == 0 ? 0 : tally.channels[c].peak / end, c)
    }
    let worst = outside.max { $0.times < $1.times } ?? (0, 0)
    return Finding(
      layer: study.name(of: layer), cause: .clippedRange,
      explanation:
        "\(percent(tally.clipRate)) of its values lie outside the range and are cut off, which makes \(percent(share)) of its own "
        + "error; channel \(worst.channel) reaches \(number(worst.times)) times as far as its range.",
      suggestion: Suggestion.widerRange, isHarmful: true)
  }

  private func wastedLevels(
    _ layer: LayerTally, _ tally: TensorTally, _ quantisation: SegmentQuantisation
  ) -> Finding? {
    let steps = tally.channels.indices.map { tally.channels[$0].width / quantisation.scale[$0] }.max() ?? 255
    let used = steps * Double(max(quantisation.levels / 256, 1))
    guard isCostly(layer), used > 0, used < Double(min(quantisation.levels / 4, 64)) else { return nil }
    return Finding(
      layer: study.name(of: layer), cause: .wastedLevels,
      explanation: "On these frames its values use only \(Int(used) + 1) of the \(quantisation.levels) levels.",
      suggestion: Suggestion.narrowerRange, isHarmful: true)
  }

  private func deadChannels(_ layer: LayerTally, _ tally: TensorTally) -> Finding? {
    let dead = tally.channels.indices.filter { tally.channels[$0].width == 0 }
    guard dead.count >= 2, dead.count * 8 >= tally.channels.count else { return nil }
    return Finding(
      layer: study.name(of: layer), cause: .deadChannels,
      explanation:
        "\(dead.count) of its \(tally.channels.count) channels have one value everywhere on these frames "
        + "(\(dead.prefix(8).map(String.init).joined(separator: ", "))\(dead.count > 8 ? ", ..." : "")).",
      suggestion: Suggestion.prune, isHarmful: false)
  }
}
