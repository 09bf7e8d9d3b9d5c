import Calibration
import Foundation
import Lowering
import NetworkGraph

/// Chooses each tensor's scales by how much they change the results that are computed from it.
package struct ScaleSearch {
  let calibration: Calibration
  let method: CalibrationMethod
  package private(set) var quantisations: [SegmentQuantisation]
  /// For each segment with scales of its own: the candidates, and the name of the chosen one.
  private(set) var choices: [Int: (chosen: String, candidates: [TensorRecord.Candidate])] = [:]
  var network: LoweredNetwork { calibration.network }

  /// - Parameter method: `auto` measures candidates; any other method is applied without measuring.
  package init(_ calibration: Calibration, _ method: CalibrationMethod) {
    self.calibration = calibration
    self.method = method
    quantisations = calibration.quantisations(method)
  }

  /// The measured errors of the steps that read a segment. They are made when they are needed, because for all steps they take much memory.
  private func errors(of segment: Int) -> [OutputError] {
    network.steps.indices.flatMap { index in
      let step = network.steps[index]
      guard !step.kind.isDepthwise, step.sources.contains(where: { network.quantisedAs($0) == segment }) else {
        return [OutputError]()
      }
      return calibration.samples[index].map { OutputError(network, step: index, $0) }
    }
  }

  package mutating func run() {
    for segment in network.segments.indices where calibration.histograms[segment] != nil { choose(segment) }
  }

  /// Gives a segment residuals and chooses its scales again, because finer steps leave room for a wider range.
  package mutating func keepResiduals(of segment: Int) {
    var finer = quantisations[segment]
    finer.hasResiduals = true
    set(finer, segment)
    choose(segment)
  }

  /// Halves the int8 values of a segment and chooses its scales again, because with coarser steps some clipping costs less than it saves.
  package mutating func halve(_ segment: Int) {
    set(quantisations[segment].halved, segment)
    choose(segment)
  }

  /// Takes over what another search chose for a segment.
  mutating func take(_ segment: Int, from other: ScaleSearch) {
    set(other.quantisations[segment], segment)
    choices[segment] = other.choices[segment]
  }

  private mutating func choose(_ segment: Int) {
    guard method == .auto else { return }
    let readers = errors(of: segment)
    guard let histograms = calibration.histograms[segment] else { return }
    let others = gainsOfOperators(segment)
    let whole = histograms.whole
    let lookups = functions(of: segment).map { LookupError(whole, $0) }
    let scales = ChannelScales(histograms, fineness: quantisations[segment].fineness)
    var choice = (chosen: "", candidates: [TensorRecord.Candidate]())
    let (hasResiduals, isHalved) = (quantisations[segment].hasResiduals, quantisations[segment].isHalved)
    var best = (quantisation: quantisations[segment], error: Double.infinity)
    func judge(_ quantisation: SegmentQuantisation, _ name: String, _ search: inout ScaleSearch) -> Bool {
      search.set(quantisation, segment)
      var sum = readers.reduce(0) { $0 + $1.relative(search.quantisations) }
      for gains in others { sum += scales.relativeError(quantisation, gains) }
      for lookup in lookups {
        sum += lookup.relative(quantisation.range(ofChannel: 0), fineness: quantisation.finenessOfRange)
      }
      let error = sum / Double(max(readers.count + others.count + lookups.count, 1))
      choice.candidates.append(TensorRecord.Candidate(name: name, decibels: -10 * log10(max(error, 1e-30))))
      guard error < best.error else { return false }
      best = (quantisation, error)
      choice.chosen = name
      return true
    }
    for (name, candidate) in candidates(segment, readers, others, scales, whole, lookups) {
      var quantisation = candidate
      quantisation.hasResiduals = hasResiduals
      _ = judge(isHalved ? quantisation.halved : quantisation, name, &self)
    }
    let name = choice.chosen
    for part in 1...4 where isHalved {
      let narrower = best.quantisation.narrowed(by: 0.9)
      guard judge(narrower, "\(name), narrowed \(part) x", &self) else { break }
    }
    set(best.quantisation, segment)
    choices[segment] = choice
  }

  /// The functions that read a segment.
  private func functions(of segment: Int) -> [Pointwise] {
    network.steps.compactMap { step in
      guard case .operator(.lookup(let function)) = step.kind, network.quantisedAs(step.sources[0]) == segment else {
        return nil
      }
      return function
    }
  }

  /// For each depthwise convolution or operator (except functions) that reads a segment: how much a unit of squared error in each channel
  /// counts. A step that only copies int8 values is no reader; the readers of its copy are.
  private func gainsOfOperators(_ segment: Int) -> [[Double]] {
    let channels = network.segments[segment].shape.channels
    return network.steps.compactMap { step -> [Double]? in
      guard let source = step.sources.first(where: { network.quantisedAs($0) == segment }) else { return nil }
      switch step.kind {
      case .depthwise:
        let taps = step.phases[0].kernel.count
        return (0..<channels).map { c in
          let weights = step.phases[0].weights[c * taps..<(c + 1) * taps].reduce(0) { $0 + Double($1 * $1) }
          return weights * step.heads.reduce(0) { $0 + $1.transform.affine.scale[c] * $1.transform.affine.scale[c] }
        }
      case .operator(.lookup): return nil
      case .operator where network.quantisedAs(step.heads[0].segment) != network.quantisedAs(source):
        return [Double](repeating: 1, count: channels)
      default: return nil
      }
    }
  }

  private mutating func set(_ quantisation: SegmentQuantisation, _ segment: Int) {
    for index in network.segments.indices where network.quantisedAs(index) == segment {
      quantisations[index] = quantisation
    }
  }

  private static let shares = [0.5, 0.75, 1]

  private func candidates(
    _ segment: Int, _ readers: [OutputError], _ others: [[Double]], _ scales: ChannelScales, _ whole: ValueHistogram,
    _ lookups: [LookupError]
  ) -> [(name: String, quantisation: SegmentQuantisation)] {
    let channels = network.segments[segment].shape.channels
    // among few values none can be told to be an outlier
    let methods = calibration.isScarce(segment) ? [CalibrationMethod.minmax] : CalibrationMethod.plain
    var candidates = methods.map { method in
      (method.rawValue, SegmentQuantisation(ValueRange(whole, method: method), channels: channels))
    }
    candidates += lookups.map { ("function", SegmentQuantisation($0.bestRange, channels: channels)) }
    guard !network.segments[segment].needsOneScale else { return candidates }
    var gains = [Double](repeating: 0, count: channels)
    for reader in readers { for (c, gain) in reader.gains(of: segment).enumerated() { gains[c] += gain } }
    for own in others { for (c, gain) in scales.relative(own).enumerated() { gains[c] += gain } }
    let zeroPoint = scales.bestZeroPoint(gains)
    for share in ScaleSearch.shares {
      candidates.append(("channels \(share)", scales.quantisation(zeroPoint: zeroPoint, share: share)))
    }
    return candidates
  }
}
