import Conversion
import Foundation
import Quantisation

/// What a conversion measured and chose, for whoever asks with `--log`.
struct ConversionLog: Encodable {
  var frames: Int
  /// Share of the calibration frames' pixels with the float network's class.
  var agreement: Double
  /// Signal to noise at the logits, on some of them; left out without any noise, which JSON has no number for.
  var decibels: Double?
  var mixed: MixedRecord?
  var tensors: [TensorRecord]
  /// What of a quantised file could not be taken over to the bit.
  var remarks: [String]

  init(_ converter: Converter, _ agreement: Double) {
    frames = converter.frameCount
    self.agreement = agreement
    decibels = converter.decibels.flatMap { $0.isFinite ? $0 : nil }
    mixed = converter.mixed
    tensors = converter.tensors
    remarks = converter.remarks
  }

  var json: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "infinite", negativeInfinity: "-infinite", nan: "none")
      return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
  }
}
