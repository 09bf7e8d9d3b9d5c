import FloatReference
import Lowering
import NetworkGraph

/// The frames that the network was shown: those that scales and weights are chosen by, and those that are held out, on which
/// the result is measured.
package struct CalibrationFrames {
  /// The float network's masks of all frames, in order.
  package private(set) var masks: [[UInt8]] = []
  /// Pixel bytes of the frames that were sampled.
  package private(set) var sampled: [[UInt8]] = []
  /// The float network's, of some of these: their index -> logits.
  package private(set) var logits: [Int: [Float]] = [:]
  /// Pixel bytes and float logits of the frames that nothing is chosen by.
  package private(set) var held: [(pixels: [UInt8], logits: [Float])] = []
  /// Places of these among all frames, in order.
  package private(set) var heldOut: [Int] = []

  /// Pixel bytes of all frames, while none is held out.
  private var all: [[UInt8]] = []
  /// How many frames there will be.
  private let expected: Int
  private let heldCount: Int

  /// More frames than these make the histograms better, and nothing else.
  package static let mostSampled = 32
  /// Frames of those that were sampled on which the noise at the logits is measured.
  private static let measured = 4
  /// Of fewer frames all are needed to choose by.
  private static let fewestForHolding = 8
  private static let mostHeld = 8

  package init(expected: Int) {
    self.expected = expected
    heldCount =
      expected < CalibrationFrames.fewestForHolding ? 0 : min(expected / 4, CalibrationFrames.mostHeld)
  }

  /// How many frames will be sampled.
  package var sampledCount: Int { min(expected - heldCount, CalibrationFrames.mostSampled) }

  /// Shows the network one frame.
  ///
  /// - Parameters:
  ///   - pixels: bytes at the network's size, [height][width][channels]
  ///   - classes: of the network's logits
  package mutating func show(
    _ pixels: [UInt8], to calibration: Calibration, _ normalisation: Normalisation, classes: Int
  ) throws(ConversionError) {
    let index = masks.count
    let isHeld = (index + 1) * heldCount / max(expected, 1) > index * heldCount / max(expected, 1)
    if isHeld, held.count < heldCount {
      let logits = try calibration.logits(FrameTensor.normalised(pixels, normalisation))
      masks.append(FrameTensor.argMax(logits, classes: classes))
      heldOut.append(index)
      held.append((pixels, logits))
      all = []
      return
    }
    if held.isEmpty { all.append(pixels) }
    // evenly spread over the frames that are to come
    let total = expected - heldCount
    let most = CalibrationFrames.mostSampled
    let isSampled = (index - held.count) * most / max(total, most) == sampled.count
    let sample = isSampled && sampled.count < most ? sampled.count : nil
    if sample != nil { sampled.append(pixels) }
    let logits = try calibration.add(FrameTensor.normalised(pixels, normalisation), sample: sample)
    masks.append(FrameTensor.argMax(logits, classes: classes))
    let apart = max(min(total, most) / CalibrationFrames.measured, 1)
    if let sample, sample % apart == 0, self.logits.count < CalibrationFrames.measured { self.logits[sample] = logits }
  }

  /// What the result is measured on: the frames that were held out, or else all, with the float network's masks.
  package var judged: [(pixels: [UInt8], mask: [UInt8])] {
    held.isEmpty ? zip(all, masks).map { ($0, $1) } : zip(held, heldOut).map { ($0.pixels, masks[$1]) }
  }
}
