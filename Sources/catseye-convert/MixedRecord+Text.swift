import Foundation
import Quantisation

extension MixedRecord {
  private var places: String {
    var places: [String] = []
    if !tensors.isEmpty { places.append("12-bit values in \(tensors.joined(separator: ", "))") }
    if !layers.isEmpty { places.append("9-bit weights in \(layers.joined(separator: ", "))") }
    return places.joined(separator: "; ")
  }

  /// One line: the bits that were added, what they cost and what they gained.
  var text: String {
    "mixed: \(places): "
      + String(
        format: "%.1f%% more multiplications, %.1f dB at the logits instead of %.1f", 100 * addedMultiplications,
        decibelsAfter, decibelsBefore)
  }

  /// One line: the bits that were not added, because nobody could have seen the difference.
  var textOfUnseen: String {
    "mixed: 8 bits everywhere; \(places) would change "
      + String(
        format: "%.2f%% of the pixels for the better, less than one in \(MixedPrecision.pixelsSeen), for %.1f%% more "
          + "multiplications and %.1f dB instead of %.1f (--mixed full adds more)",
        100 * (agreementAfter - agreementBefore), 100 * addedMultiplications, decibelsAfter, decibelsBefore)
  }
}
