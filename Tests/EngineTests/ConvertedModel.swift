import Calibration
import Conversion
import Engine
import FloatReference
import Foundation
import Kernels
import Lowering
import Model
import NetworkGraph
import Quantisation
import Randomness

/// A graph that was converted with random frames, as a file that is deleted with this object.
final class ConvertedModel: Sendable {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).ceye").path
  let graph: Graph
  let frames: [[UInt8]]
  let normalisation: Normalisation

  init(
    _ graph: Graph, classes: Int = 3, method: CalibrationMethod = .auto,
    mixed: MixedPrecision = .auto, wanted: Double = MixedPrecision.wanted, preference: Preference = .accuracy,
    normalisation given: Normalisation? = nil
  ) throws {
    self.graph = graph
    let channels = graph.input.channels
    let normalisation =
      given
      ?? Normalisation(
        mean: Array([105, 108, 110, 90].prefix(channels)), standardDeviation: Array([78, 79, 80, 60].prefix(channels)))
    self.normalisation = normalisation
    var random = SplitMix64(seed: 99)
    let count = graph.input.width * graph.input.height * channels
    frames = (0..<3).map { _ in (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) } }
    let names = (0..<classes).map { ModelClass(name: "class\($0)", red: 0, green: 0, blue: 0) }
    var options = Converter.Options(
      name: "small", classes: names, normalisation: normalisation, method: method, mixed: mixed, frames: frames.count,
      tool: "test")
    (options.wanted, options.preference) = (wanted, preference)
    let converter = try Converter(graph, options)
    for frame in frames { try converter.calibrate(frame) }
    try Data(converter.model()).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The engine's mask and logits of a frame.
  func run(
    frame: Int = 0, threads: Int = 1, instructionSet: InstructionSet = .best, kernels: KernelChoice = .usual
  ) throws -> (mask: [UInt8], logits: [Float]) {
    var engine = try Engine(try Model(path: path), threads: threads, instructionSet: instructionSet, kernels: kernels)
    let input = engine.input
    let width = graph.input.width
    for (index, byte) in frames[frame].enumerated() {
      let (pixel, channel) = index.quotientAndRemainder(dividingBy: graph.input.channels)
      let place = pixel / width * engine.inputRowStride + pixel % width * engine.inputPixelStride + channel
      input[place] = Int8(bitPattern: byte ^ 0x80)
    }
    var logits = [Float](
      repeating: 0, count: engine.plan.classes.count * engine.plan.maskWidth * engine.plan.maskHeight)
    logits.withUnsafeMutableBufferPointer { engine.run(logits: $0) }
    return (Array(engine.mask), logits)
  }

  /// The float executor's logits of a frame.
  func floatLogits(frame: Int = 0) throws -> [Float] {
    try FloatExecutor(graph: graph).run(FloatFrame.normalised(frames[frame], normalisation))
  }
}

/// The energy of the signal without its mean divided by that of the error, in decibels.
func signalToNoise(_ signal: [Float], _ other: [Float]) -> Double {
  let mean = signal.reduce(0.0) { $0 + Double($1) } / Double(signal.count)
  let energy = signal.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
  let noise = zip(signal, other).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
  return 10 * log10(energy / max(noise, 1e-30))
}
