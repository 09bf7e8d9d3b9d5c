/// How a tensor's scales are chosen from its values on the calibration frames.
public enum CalibrationMethod: String, CaseIterable, Sendable {
  /// From the smallest to the largest value.
  case minmax
  /// The range of the middle 99.99% of the values: 0.005% are cut off on each side.
  case percentile
  /// The range with the least mean squared error, of rounding and clipping together.
  case mse
  /// The range whose int8 histogram has the least Kullback-Leibler divergence from the float one.
  case kl
  /// For each tensor the best of these methods, with one scale or with a scale for each channel: the one that does least harm to the
  /// results that are computed from the tensor, measured on samples of the calibration frames.
  case auto

  /// The methods that choose a range from the histogram alone.
  package static let plain: [CalibrationMethod] = [.minmax, .percentile, .mse, .kl]
}
