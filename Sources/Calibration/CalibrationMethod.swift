/// How a tensor's scales are chosen from what it held on the calibration frames.
public enum CalibrationMethod: String, CaseIterable, Sendable {
  /// The smallest and the largest value.
  case minmax
  /// What 99.99% of the values lie in, 0.005% cut on either side.
  case percentile
  /// The range with the least mean squared error of rounding and clipping together.
  case mse
  /// The range whose int8 histogram has the least Kullback-Leibler divergence from the float one.
  case kl
  /// Each of these for each tensor, with one scale and with a scale for each channel: whichever does least harm to what is
  /// computed from the tensor, measured on samples of the calibration frames.
  case auto

  /// The methods that choose a range by its histogram alone.
  package static let plain: [CalibrationMethod] = [.minmax, .percentile, .mse, .kl]
}
