import Foundation

/// Measures how far values are from the right ones.
///
///     decibels = 10 · log10 (Σ value² / Σ (value - other)²)
public struct NoiseMeter: Equatable, Sendable {
  /// Σ value².
  public private(set) var signal = 0.0
  /// Σ (value - other)².
  public private(set) var noise = 0.0

  public init() {}

  public mutating func add(_ values: [Float], _ others: [Float]) {
    precondition(values.count == others.count)
    var (signal, noise) = (0.0, 0.0)
    values.withUnsafeBufferPointer { values in
      others.withUnsafeBufferPointer { others in
        for index in values.indices {
          let value = Double(values[index])
          let error = value - Double(others[index])
          signal += value * value
          noise += error * error
        }
      }
    }
    self.signal += signal
    self.noise += noise
  }

  /// The noise as a share of the signal's energy.
  package var relative: Double { signal == 0 ? 0 : noise / signal }

  /// The signal-to-noise ratio in decibels: infinite without noise, 0 without a signal.
  public var decibels: Double {
    if noise == 0 { return .infinity }
    return signal == 0 ? 0 : 10 * log10(signal / noise)
  }
}
