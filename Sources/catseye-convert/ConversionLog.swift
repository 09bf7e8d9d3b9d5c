import Conversion
import Foundation
import Quantisation

/// What a conversion measured and chose; `--log` writes it.
struct ConversionLog: Encodable {
  var frames: Int
  /// Share of the calibration frames' pixels with the float network's class.
  var agreement: Double
  /// The signal-to-noise ratio at the logits, on some of these frames; nil where there is no noise, since JSON has no infinity.
  var decibels: Double?
  var mixed: MixedRecord?
  /// Reports bits that were not added, because nobody could have seen the difference.
  var mixedUnseen: MixedRecord?
  var speed: SpeedRecord?
  var tensors: [TensorRecord]
  /// Which parts of a quantised file could not be taken over exactly.
  var remarks: [String]

  init(_ converter: Converter, _ agreement: Double) {
    frames = converter.frameCount
    self.agreement = agreement
    decibels = converter.decibels.flatMap { $0.isFinite ? $0 : nil }
    mixed = converter.mixed
    mixedUnseen = converter.unseen
    speed = converter.speed
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
