import Foundation
import Model

/// Float ONNX in, .ceye out: the front door of this module.
///
///     read -> passes -> lower -> calibrate -> tune (-> refine -> tune) -> place -> write
///
/// A file that is quantised already (QDQ) needs no calibration: its scales are taken over.
public final class Converter {
  public struct Options {
    /// Of the model; what `info` prints.
    public var name: String
    public var classes: [ModelClass]
    /// nil: the graph's metadata, else pixel / 255.
    public var normalisation: Normalisation?
    public var method: CalibrationMethod
    public var mixed: MixedPrecision
    /// Decibels at the logits below which `mixed` adds bits.
    public var wanted = MixedPrecision.wanted
    /// How many frames there will be.
    public var frames: Int
    /// How much the conversion may take.
    public var memory = MemoryBudget()
    /// Name and version of the program.
    public var tool: String
    /// What the weights may be used for; nil: the graph's metadata.
    public var terms: String?

    public init(
      name: String, classes: [ModelClass], normalisation: Normalisation? = nil, method: CalibrationMethod = .auto,
      mixed: MixedPrecision = .auto, frames: Int = Converter.mostSampled, tool: String
    ) {
      self.name = name
      self.classes = classes
      self.normalisation = normalisation
      self.method = method
      self.mixed = mixed
      self.frames = frames
      self.tool = tool
    }
  }

  private let graph: Graph
  private let options: Options
  private let network: LoweredNetwork
  private let calibration: Calibration
  private var masks: [[UInt8]] = []
  /// Pixel bytes of the frames that were sampled.
  private var sampled: [[UInt8]] = []
  /// The float network's, of some of these frames.
  private var logits: [Int: [Float]] = [:]
  /// Pixel bytes and float logits of the frames that nothing is chosen by: what int8 costs is measured on them.
  private var held: [(pixels: [UInt8], logits: [Float])] = []
  private let heldCount: Int
  /// Places among the frames of those that were held out, in order.
  public private(set) var heldOut: [Int] = []
  /// Whether the plain method turned out to be the better one on frames that were held out.
  private var fellBack = false
  private var integers: IntegerNetwork?
  /// How each tensor was quantised; known once the model is made, empty for a file that was quantised already.
  public private(set) var tensors: [TensorRecord] = []
  /// Signal to noise at the logits on frames that were held out (of fewer than eight: on all), of int8 against float; known once the model is made.
  public private(set) var decibels: Double?
  /// Where there are more than 8 bits; nil: nowhere.
  public private(set) var mixed: MixedRecord?
  /// What of a quantised file could not be taken over to the bit, a line for each step; known once the model is made.
  public private(set) var remarks: [String] = []
  /// More frames than these make the histograms better, and nothing else.
  public static let mostSampled = 32
  /// Frames of those that were sampled on which the noise at the logits is measured.
  private static let measured = 4
  /// Of fewer frames all are needed to choose by.
  private static let fewestForHolding = 8
  private static let mostHeld = 8
  /// Where choices look better by so many decibels on the frames that they were made by than on others, the plain method is
  /// tried too.
  private static let overfitted = 1.0
  /// What a frame's pixels become before the float network.
  public let normalisation: Normalisation
  /// Where that comes from.
  public let normalisationSource: Normalisation.Source
  /// What the pixels become before the network's first layer: the above, and what the network itself begins with.
  public var firstLayer: Normalisation { network.normalisation }

  /// - Parameter graph: after `Passes.standard`.
  public init(_ graph: Graph, _ options: Options) throws(ConversionError) {
    let logits = graph.shapes[graph.output]
    guard logits.channels == options.classes.count else {
      let own = graph.multilabel == true ? 1 : 0  // "none" is no output of the network
      throw .badData(
        "the network has \(logits.channels - own) outputs for \(options.classes.count) classes; give the right --classes file"
      )
    }
    try Converter.checkEnds(graph)
    let channels = graph.input.channels
    self.graph = graph
    self.options = options
    var stated = try Normalisation.fromMetadata(graph.metadata, channels: channels)
    if graph.isReversed { stated = stated?.reversed }
    let found = Normalisation.before(graph)
    normalisation = options.normalisation ?? stated ?? found ?? .unit(channels: channels)
    normalisationSource =
      options.normalisation != nil ? .given : stated != nil ? .metadata : found != nil ? .found : .assumed
    network = try Lowering.lower(graph, normalisation: normalisation)
    heldCount = options.frames < Converter.fewestForHolding ? 0 : min(options.frames / 4, Converter.mostHeld)
    calibration = Calibration(
      network, try FloatExecutor(graph: graph),
      sampledFrames: graph.quantisations.isEmpty ? min(options.frames - heldCount, Converter.mostSampled) : 0,
      memory: options.memory)
  }

  private static func checkEnds(_ graph: Graph) throws(ConversionError) {
    let logits = graph.shapes[graph.output]
    guard logits.channels <= ModelFormat.maximumClasses else {
      throw .badData(
        "the network has \(logits.channels) classes; at most \(ModelFormat.maximumClasses) fit a mask's byte")
    }
    let channels = graph.input.channels
    guard ModelFormat.frameChannels.contains(channels) else {
      throw .badData(
        "the network's input has \(channels) channels; frames have 1 (grey), 3 (red, green, blue) or 4 (and one more)")
    }
  }

  /// - Throws: ConversionError, if the network cannot be converted.
  /// - Parameter graph: after `Passes.standard`.
  public static func check(_ graph: Graph) throws(ConversionError) {
    try checkEnds(graph)
    let channels = graph.input.channels
    let stated = try Normalisation.fromMetadata(graph.metadata, channels: channels)
    _ = try LoweredNetwork(
      graph, normalisation: stated ?? Normalisation.before(graph) ?? .unit(channels: channels))
  }

  /// Shows the network one frame.
  ///
  /// - Parameter pixels: bytes at the network's size, [height][width][channels]
  public func calibrate(_ pixels: [UInt8]) throws(ConversionError) {
    let index = masks.count
    let isHeld = (index + 1) * heldCount / max(options.frames, 1) > index * heldCount / max(options.frames, 1)
    if isHeld, held.count < heldCount, !isQuantised {
      let logits = try calibration.logits(FrameTensor.normalised(pixels, normalisation))
      masks.append(FrameTensor.argMax(logits, classes: options.classes.count))
      heldOut.append(index)
      held.append((pixels, logits))
      return
    }
    // evenly spread over the frames that are to come
    let total = options.frames - heldCount
    let isSampled =
      (index - held.count) * Converter.mostSampled / max(total, Converter.mostSampled) == sampled.count
    let sample = isSampled && sampled.count < Converter.mostSampled ? sampled.count : nil
    if sample != nil { sampled.append(pixels) }
    let logits = try calibration.add(FrameTensor.normalised(pixels, normalisation), sample: sample)
    masks.append(FrameTensor.argMax(logits, classes: options.classes.count))
    let apart = max(min(total, Converter.mostSampled) / Converter.measured, 1)
    if let sample, sample % apart == 0, self.logits.count < Converter.measured { self.logits[sample] = logits }
  }

  /// The float network's masks of the calibration frames, in order.
  public var calibrationMasks: [[UInt8]] { masks }

  /// The model file's bytes.
  ///
  /// - Parameters:
  ///   - agreement: what was measured on the calibration frames with an earlier result of this call.
  ///   - testDigest: of the model's test frame, measured likewise (Engine.testDigest).
  ///   - progress: called behind each of `stepCount` steps, the first time.
  public func model(
    agreement: Float = 0, testDigest: UInt64 = 0, progress: (_ steps: Int) -> Void = { _ in }
  ) throws(ConversionError) -> [UInt8] {
    guard !masks.isEmpty || isQuantised else {
      throw .badData("no calibration frame; give --calibrate a directory of photos")
    }
    let result = try Quantiser.quantise(tuned(progress))
    let effective = network.normalisation
    var plan = Plan(
      name: options.name,
      conversion: ConversionRecord(
        tool: options.tool, method: methods,
        frames: masks.count, agreement: agreement),
      input: InputDescription(
        width: graph.input.width, height: graph.input.height, channels: graph.input.channels,
        mean: effective.mean.map(Float.init), standardDeviation: effective.standardDeviation.map(Float.init)),
      inputTensor: 0, maskHeight: graph.shapes[graph.output].height, maskWidth: graph.shapes[graph.output].width,
      arenaBytes: result.arenaBytes, arenaLowerBound: result.arenaLowerBound, classes: options.classes,
      tensors: result.tensors, steps: result.steps, phases: result.phases)
    plan.testDigest = testDigest
    plan.isMultilabel = isMultilabel
    plan.isReversed = graph.isReversed
    plan.terms = options.terms ?? graph.metadata["catseye.terms"] ?? ""
    return plan.encoded(data: result.data)
  }

  /// How the model was made, as its file says it.
  private var methods: String {
    (isQuantised ? "stated" : options.method.rawValue + (fellBack ? ", minmax" : "")) + (mixed == nil ? "" : ", mixed")
  }

  public var stepCount: Int { network.steps.count }

  /// Whether the network was made for blue, green, red.
  public var isReversed: Bool { graph.isReversed }

  /// Whether a pixel may be of several classes.
  public var isMultilabel: Bool { graph.multilabel == true }

  /// Whether the file is quantised already: then its scales are taken over, and frames are of no use.
  public var isQuantised: Bool { !graph.quantisations.isEmpty }

  /// The whole network in integers, made once.
  private func tuned(_ progress: (Int) -> Void) throws(ConversionError) -> IntegerNetwork {
    if let integers { return integers }
    if isQuantised {
      let stated = try StatedNetwork(graph, network)
      remarks = stated.remarks
      integers = stated.integers
      return stated.integers
    }
    try calibration.check()
    calibration.rest()
    if options.method == .auto { calibration.widenScarce() }
    var search = ScaleSearch(calibration, options.method)
    search.run()
    var tuner = tuner(search)
    var made = try tuner.run(progress: progress)
    if options.method == .auto, tuner.fittedNoise.decibels > tuner.noise.decibels + Converter.overfitted {
      let plain = ScaleSearch(calibration, .minmax)
      var other = self.tuner(plain)
      let others = try other.run()
      if other.noise.decibels > tuner.noise.decibels {
        (search, tuner, made, fellBack) = (plain, other, others, true)
      }
    }
    decibels = tuner.noise.decibels
    if options.mixed == .auto, tuner.noise.decibels < options.wanted {
      let candidates = candidates(tuner, search.quantisations)
      let refinements = candidates.chosen(
        noise: tuner.noise.relative, wanted: pow(10, -options.wanted / 10),
        budget: Int(MixedPrecision.budget * Double(network.multiplications)), in: network)
      if !refinements.isEmpty {
        for segment in refinements.segments.sorted() { search.keepResiduals(of: segment) }
        var finer = self.tuner(search, refinements)
        made = try finer.run(progress: progress)
        decibels = finer.noise.decibels
        mixed = MixedRecord(refinements, of: candidates, network, before: tuner.noise, after: finer.noise)
      }
    }
    tensors = records(search)
    integers = made
    return made
  }

  private func tuner(_ search: ScaleSearch, _ refinements: [Refinement] = []) -> Tuner {
    Tuner(
      calibration, search.quantisations, refinements, frames: sampled, logits: logits, held: held,
      memory: options.memory)
  }

  private func candidates(_ tuner: Tuner, _ quantisations: [SegmentQuantisation]) -> [Refinement] {
    var sensitivity = Sensitivity(network, quantisations, tuner.weights)
    let apart = max(sampled.count / Sensitivity.frameCount, 1)
    for index in stride(from: 0, to: sampled.count, by: apart).prefix(Sensitivity.frameCount) {
      sensitivity.add(sampled[index])
    }
    return sensitivity.refinements
  }

  private func records(_ search: ScaleSearch) -> [TensorRecord] {
    let (quantisations, choices) = (search.quantisations, search.choices)
    return network.segments.indices.compactMap { index in
      guard let histograms = calibration.histograms[index] else { return nil }
      let quantisation = quantisations[index]
      let ranges = quantisation.scale.indices.map { quantisation.range(ofChannel: $0) }
      let counts = zip(histograms.channels, ranges).map { ($0.count(outside: $1), $0.count) }
      let (widest, narrowest) = (quantisation.scale.max() ?? 1, quantisation.scale.min() ?? 1)
      return TensorRecord(
        name: network.segments[index].name, chosen: choices[index]?.chosen ?? options.method.rawValue,
        candidates: choices[index]?.candidates ?? [], low: ranges.map(\.lowerBound).min() ?? 0,
        high: ranges.map(\.upperBound).max() ?? 0, scaleSpread: widest / narrowest,
        clipped: counts.reduce(0) { $0 + $1.0 } / max(counts.reduce(0) { $0 + $1.1 }, 1))
    }
  }
}
