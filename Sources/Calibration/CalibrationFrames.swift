import FloatReference
import Lowering
import NetworkGraph

/// The frames that were shown to the network. Scales and weights are chosen by most of them. Some are held out, and the result is measured
/// on these.
package struct CalibrationFrames {
  /// The float network's masks of all frames, in order.
  package private(set) var masks: [[UInt8]] = []
  /// Pixel bytes of the frames that were sampled.
  package private(set) var sampled: [[UInt8]] = []
  /// The float network's logits of some sampled frames, by the frame's index among them.
  package private(set) var logits: [Int: [Float]] = [:]
  /// Pixel bytes and float logits of the frames that are held out.
  package private(set) var held: [(pixels: [UInt8], logits: [Float])] = []
  /// The positions of these among all frames, in order.
  package private(set) var heldOut: [Int] = []

  /// Pixel bytes of all frames, if none is held out.
  private var all: [[UInt8]] = []
  /// How many frames there will be.
  private let expected: Int
  private let heldCount: Int

  /// How many frames are sampled at most. Further frames only improve the histograms.
  package static let mostSampled = 32
  /// On how many sampled frames the noise at the logits is measured.
  private static let measured = 4
  /// With fewer frames none is held out, because all are needed for the choice.
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
  ///   - classes: how many classes the logits have
  package mutating func show(
    _ pixels: [UInt8], to calibration: Calibration, _ normalisation: Normalisation, classes: Int
  ) throws(ConversionError) {
    let index = masks.count
    let isHeld = (index + 1) * heldCount / max(expected, 1) > index * heldCount / max(expected, 1)
    if isHeld, held.count < heldCount {
      let logits = try calibration.logits(FloatFrame.normalised(pixels, normalisation))
      masks.append(FloatFrame.argMax(logits, classes: classes))
      heldOut.append(index)
      held.append((pixels, logits))
      all = []
      return
    }
    if held.isEmpty { all.append(pixels) }
    // spread evenly over the frames that will come
    let total = expected - heldCount
    let most = CalibrationFrames.mostSampled
    let isSampled = (index - held.count) * most / max(total, most) == sampled.count
    let sample = isSampled && sampled.count < most ? sampled.count : nil
    if sample != nil { sampled.append(pixels) }
    let logits = try calibration.add(FloatFrame.normalised(pixels, normalisation), sample: sample)
    masks.append(FloatFrame.argMax(logits, classes: classes))
    let apart = max(min(total, most) / CalibrationFrames.measured, 1)
    if let sample, sample % apart == 0, self.logits.count < CalibrationFrames.measured { self.logits[sample] = logits }
  }

  /// The frames on which the result is measured, with the float network's masks: those that are held out, or all if none are.
  package var judged: [(pixels: [UInt8], mask: [UInt8])] {
    held.isEmpty ? zip(all, masks).map { ($0, $1) } : zip(held, heldOut).map { ($0.pixels, masks[$1]) }
  }
}
