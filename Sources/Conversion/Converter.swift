import Calibration
import FloatReference
import Lowering
import Model
import NetworkGraph
import Quantisation

/// Float ONNX in, .ceye out. It calls the modules below in this order:
///
///     read -> passes -> lower -> calibrate -> tune (-> refine -> tune) -> place -> write
///
/// A file that is quantised already (QDQ) needs no calibration: the converter takes its scales over.
public final class Converter {
  private let graph: Graph
  private let options: Options
  private let network: LoweredNetwork
  private let calibration: Calibration
  private(set) var frames: CalibrationFrames
  /// How each tensor was quantised. Known when the model has been made; empty for a file that was quantised already.
  public private(set) var tensors: [TensorRecord] = []
  /// The signal-to-noise ratio at the logits, of int8 against float, on the frames that were held out, or on all if fewer than eight were
  /// shown. Known when the model has been made.
  public private(set) var decibels: Double?
  /// Which tensors and weights have more than 8 bits; nil if none has.
  public private(set) var mixed: MixedRecord?
  /// What more bits would have gained, if nobody could have seen it, so that they were not added.
  public private(set) var unseen: MixedRecord?
  /// What was given up for speed; nil if nothing was.
  public private(set) var speed: SpeedRecord?
  /// What of a quantised file could not be taken over to the bit, a line for each step; known once the model is made.
  public private(set) var remarks: [String] = []
  /// How a frame's pixels are normalised before the float network.
  public let normalisation: Normalisation
  /// Where the normalisation was found.
  public let normalisationSource: Normalisation.Source
  /// How pixels are normalised before the network's first layer: the above, and the factors with which the network itself begins.
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
    network = try LoweredNetwork(graph, normalisation: normalisation)
    frames = CalibrationFrames(expected: graph.quantisations.isEmpty ? options.frames : 0)
    calibration = Calibration(
      network, try FloatExecutor(graph: graph), sampledFrames: frames.sampledCount, memory: options.memory)
  }

  /// Shows the network one frame.
  ///
  /// - Parameter pixels: bytes at the network's size, [height][width][channels]
  public func calibrate(_ pixels: [UInt8]) throws(ConversionError) {
    try frames.show(pixels, to: calibration, normalisation, classes: options.classes.count)
  }

  /// How many frames have been shown.
  public var frameCount: Int { frames.masks.count }
  /// How many of these are held out, so that nothing is chosen by them.
  public var heldOutCount: Int { frames.heldOut.count }
  /// How many frames the model is measured on: those that are held out, or all if none are.
  public var judgedCount: Int { frames.judged.count }

  /// The model file's bytes; the model is not measured.
  ///
  /// - Parameter progress: called after each of `stepCount` steps.
  public func model(progress: (_ steps: Int) -> Void = { _ in }) throws(ConversionError) -> [UInt8] {
    let (plan, data) = try contents(progress)
    return plan.encoded(data: data)
  }

  /// The plan and the data section of the file.
  func contents(_ progress: (_ steps: Int) -> Void) throws(ConversionError) -> (plan: Plan, data: [UInt8]) {
    guard frameCount > 0 || isQuantised else {
      throw .badData("no calibration frame; give --calibrate a directory of photos")
    }
    let (integers, method) = try tuned(progress)
    let result = try Quantiser.quantise(integers)
    let effective = network.normalisation
    var plan = Plan(
      name: options.name,
      conversion: ConversionRecord(tool: options.tool, method: method, frames: frameCount, agreement: 0),
      input: InputDescription(
        width: graph.input.width, height: graph.input.height, channels: graph.input.channels,
        mean: effective.mean.map(Float.init), standardDeviation: effective.standardDeviation.map(Float.init)),
      inputTensor: 0, maskHeight: graph.shapes[graph.output].height, maskWidth: graph.shapes[graph.output].width,
      arenaBytes: result.arenaBytes, arenaLowerBound: result.arenaLowerBound, classes: options.classes,
      tensors: result.tensors, steps: result.steps, phases: result.phases)
    plan.isMultilabel = isMultilabel
    plan.isReversed = graph.isReversed
    plan.terms = options.terms ?? graph.metadata["catseye.terms"] ?? ""
    return (plan, result.data)
  }

  /// The whole network in integers, and a text for the file that says how it was made.
  private func tuned(
    _ progress: (Int) -> Void
  ) throws(ConversionError) -> (integers: IntegerNetwork, method: String) {
    if isQuantised {
      let stated = try StatedNetwork(graph, network)
      remarks = stated.remarks
      return (stated.integers, "stated")
    }
    let search = IntegerSearch(calibration, frames, options.method, memory: options.memory)
    let found = try search.run(
      mixed: options.mixed, wanted: options.wanted, preference: options.preference, progress: progress)
    (tensors, decibels, mixed) = (found.tensors, found.decibels, found.mixed)
    (unseen, speed) = (found.unseen, found.speed)
    let method =
      options.method.rawValue + (found.fellBack ? ", minmax" : "") + (mixed == nil ? "" : ", mixed")
      + (speed == nil ? "" : ", speed")
    return (found.integers, method)
  }

  public var stepCount: Int { network.steps.count }

  /// Whether the network was made for blue, green, red.
  public var isReversed: Bool { graph.isReversed }

  /// Whether a pixel may have several classes.
  public var isMultilabel: Bool { graph.multilabel == true }

  /// Whether the file is quantised already. Its scales are then taken over, and frames are not used.
  public var isQuantised: Bool { !graph.quantisations.isEmpty }
}
