/// How a tensor's range is chosen from what it held on the calibration frames.
public enum CalibrationMethod: String, CaseIterable, Sendable {
  /// The smallest and the largest value.
  case minmax
  /// What 99.99% of the values lie in, 0.005% cut on either side.
  case percentile
  /// The range with the least mean squared error of rounding and clipping together.
  case mse
}
