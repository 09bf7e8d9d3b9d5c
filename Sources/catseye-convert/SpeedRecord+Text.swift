import Foundation
import Quantisation

extension SpeedRecord {
  /// One line: the tensors and layers that got fewer values, and what that saves on which processors.
  var text: String {
    let convolutions = layers.count == 1 ? "1 3x3 convolution needs" : "\(layers.count) 3x3 convolutions need"
    let saved = String(format: "%.1f%%", 100 * savedMultiplications)
    return "speed: 7-bit values in \(tensors.joined(separator: ", ")); \(convolutions) a third fewer products, "
      + "\(saved) of the network's, on ARM cores with dot products (Cortex-A55, A76, A710 and later; none on others); "
      + String(format: "%.1f dB at the logits instead of %.1f", decibelsAfter, decibelsBefore)
  }
}
