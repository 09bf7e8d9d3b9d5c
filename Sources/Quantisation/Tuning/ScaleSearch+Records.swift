import Calibration
import Lowering

extension ScaleSearch {
  /// What was chosen for each tensor that has a histogram, and how many of its values it clips.
  package var records: [TensorRecord] {
    network.segments.indices.compactMap { index in
      guard let histograms = calibration.histograms[index] else { return nil }
      let quantisation = quantisations[index]
      let ranges = quantisation.scale.indices.map { quantisation.range(ofChannel: $0) }
      let counts = zip(histograms.channels, ranges).map { ($0.count(outside: $1), $0.count) }
      let (widest, narrowest) = (quantisation.scale.max() ?? 1, quantisation.scale.min() ?? 1)
      return TensorRecord(
        name: network.segments[index].name, chosen: choices[index]?.chosen ?? method.rawValue,
        candidates: choices[index]?.candidates ?? [], low: ranges.map(\.lowerBound).min() ?? 0,
        high: ranges.map(\.upperBound).max() ?? 0, scaleSpread: widest / narrowest,
        clipped: counts.reduce(0) { $0 + $1.0 } / max(counts.reduce(0) { $0 + $1.1 }, 1))
    }
  }
}
