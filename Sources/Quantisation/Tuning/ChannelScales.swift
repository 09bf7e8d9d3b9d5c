import Calibration
import Foundation

/// A scale for each channel of one tensor; the channels share a zero point.
struct ChannelScales {
  private let histograms: [ValueHistogram]
  private let moments: [Moments]
  private let fineness: Double

  /// - Parameter fineness: the unit to which values are rounded, as a multiple of the scale
  init(_ histograms: ChannelHistograms, fineness: Double) {
    self.fineness = fineness
    self.histograms = histograms.channels
    moments = histograms.channels.map { Moments($0) }
  }

  /// The scale with the least squared error for each channel; 0 for a channel that is always 0.
  func leastError(zeroPoint: Int) -> (scales: [Double], errors: [Double]) {
    let (below, above) = (Double(zeroPoint + 128), Double(127 - zeroPoint))
    var scales: [Double] = []
    var errors: [Double] = []
    for (histogram, moments) in zip(histograms, moments) {
      let low = below > 0 ? -Double(min(histogram.minimum, 0)) / below : 0
      let high = above > 0 ? Double(max(histogram.maximum, 0)) / above : 0
      let whole = max(low, high)
      guard whole > 0 else {
        scales.append(0)
        errors.append(0)
        continue
      }
      var best = (scale: whole, error: Double.infinity)
      for part in 0..<32 {
        let scale = whole * pow(0.95, Double(part))
        let error = moments.squaredError(ValueRange(low: -below * scale, high: above * scale), fineness: fineness)
        if error < best.error { best = (scale, error) }
      }
      scales.append(best.scale)
      errors.append(best.error)
    }
    return (scales, errors)
  }

  /// The squared error of a quantisation divided by the energy of the values around their means, both weighted by `gains`.
  func relativeError(_ quantisation: SegmentQuantisation, _ gains: [Double]) -> Double {
    var (noise, signal) = (0.0, 1e-30)
    for (c, gain) in gains.enumerated() {
      let range = quantisation.range(ofChannel: c)
      noise +=
        gain
        * moments[c].squaredError(
          ValueRange(low: range.lowerBound, high: range.upperBound), fineness: quantisation.finenessOfRange)
      signal += gain * moments[c].energy
    }
    return noise / signal
  }

  /// How much a squared error of 1 in every value of a channel adds to the relative error.
  func relative(_ gains: [Double]) -> [Double] {
    let signal = zip(gains, moments).reduce(1e-30) { $0 + $1.0 * $1.1.energy }
    return zip(gains, moments).map { $0 * $1.count / signal }
  }

  /// The zero point with the least sum of the channels' errors, weighted by `gains`.
  func bestZeroPoint(_ gains: [Double]) -> Int {
    var best = (zeroPoint: 0, error: Double.infinity)
    for zeroPoint in stride(from: -128, through: 127, by: 8) {
      let errors = leastError(zeroPoint: zeroPoint).errors
      let error = zip(errors, gains).reduce(0) { $0 + $1.0 * $1.1 }
      if error < best.error { best = (zeroPoint, error) }
    }
    return best.zeroPoint
  }

  /// Interpolates, in the logarithm, between one scale for all channels (share 0) and the channels' own scales (share 1).
  func quantisation(zeroPoint: Int, share: Double) -> SegmentQuantisation {
    let own = leastError(zeroPoint: zeroPoint).scales
    let most = own.max() ?? 0
    let largest = most > 1e-14 ? most : 1
    let scales = own.map { $0 == 0 ? largest : largest * pow(max($0 / largest, 1.0 / 256), share) }
    return SegmentQuantisation(scale: scales.map { Double(Float($0)) }, zeroPoint: zeroPoint)
  }
}
