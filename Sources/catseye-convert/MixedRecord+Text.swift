import Foundation
import Quantisation

extension MixedRecord {
  /// What was done, what it costs, what it gave: one line.
  var text: String {
    var places: [String] = []
    if !tensors.isEmpty { places.append("12-bit values in \(tensors.joined(separator: ", "))") }
    if !layers.isEmpty { places.append("9-bit weights in \(layers.joined(separator: ", "))") }
    return "mixed: \(places.joined(separator: "; ")): "
      + String(
        format: "%.1f%% more multiplications, %.1f dB at the logits instead of %.1f", 100 * addedMultiplications,
        decibelsAfter, decibelsBefore)
  }
}
