import Model

/// Float ONNX in, .ceye out: the front door of this module.
///
///     read -> passes -> lower -> calibrate -> quantise -> place -> write
public struct Converter {
  public struct Options {
    /// Of the model; what `info` prints.
    public var name: String
    public var classes: [ModelClass]
    /// nil: the graph's metadata, else pixel / 255.
    public var normalisation: Normalisation?
    public var method: CalibrationMethod
    /// Name and version of the program.
    public var tool: String

    public init(
      name: String, classes: [ModelClass], normalisation: Normalisation? = nil, method: CalibrationMethod = .mse,
      tool: String
    ) {
      self.name = name
      self.classes = classes
      self.normalisation = normalisation
      self.method = method
      self.tool = tool
    }
  }

  private let graph: Graph
  private let options: Options
  private let executor: FloatExecutor
  private let network: LoweredNetwork
  private var calibration: Calibration
  private var masks: [[UInt8]] = []
  /// What a frame's pixels become before the float network.
  public let normalisation: Normalisation

  /// - Parameter graph: after `Passes.standard`.
  public init(_ graph: Graph, _ options: Options) throws(ConversionError) {
    let logits = graph.shapes[graph.output]
    guard logits.channels == options.classes.count else {
      throw .badData(
        "the network has \(logits.channels) outputs for \(options.classes.count) classes; give the right --classes file"
      )
    }
    guard logits.channels <= ModelFormat.maximumClasses else {
      throw .badData(
        "the network has \(logits.channels) classes; at most \(ModelFormat.maximumClasses) fit a mask's byte")
    }
    guard graph.input.channels == 3 else {
      throw .badData("the network's input has \(graph.input.channels) channels; frames have 3 (red, green, blue)")
    }
    self.graph = graph
    self.options = options
    let stated = try Normalisation.fromMetadata(graph.metadata)
    normalisation = options.normalisation ?? stated ?? .unit
    network = try Lowering.lower(graph, normalisation: normalisation)
    executor = try FloatExecutor(graph: graph)
    calibration = Calibration(network)
  }

  /// Shows the network one frame.
  ///
  /// - Parameter pixels: RGB bytes at the network's size, [height][width][3]
  public mutating func calibrate(_ pixels: [UInt8]) throws(ConversionError) {
    let logits = try calibration.add(FrameTensor.normalised(pixels, normalisation), executor)
    masks.append(FrameTensor.argMax(logits, classes: options.classes.count))
  }

  /// The float network's masks of the calibration frames, in order.
  public var calibrationMasks: [[UInt8]] { masks }

  /// The model file's bytes.
  ///
  /// - Parameters: what was measured with an earlier result of this call.
  ///   - agreement: on the calibration frames.
  ///   - testDigest: of the model's test frame (Engine.testDigest).
  public func model(agreement: Float = 0, testDigest: UInt64 = 0) throws(ConversionError) -> [UInt8] {
    guard !masks.isEmpty else { throw .badData("no calibration frame; give --calibrate a directory of photos") }
    let result = try Quantiser.quantise(network, ranges: calibration.ranges(options.method))
    let effective = network.normalisation
    var plan = Plan(
      name: options.name,
      conversion: ConversionRecord(
        tool: options.tool, method: options.method.rawValue, frames: masks.count, agreement: agreement),
      input: InputDescription(
        width: graph.input.width, height: graph.input.height, channels: graph.input.channels,
        mean: effective.mean.map(Float.init), standardDeviation: effective.standardDeviation.map(Float.init)),
      inputTensor: 0, maskHeight: graph.shapes[graph.output].height, maskWidth: graph.shapes[graph.output].width,
      arenaBytes: result.arenaBytes, arenaLowerBound: result.arenaLowerBound, classes: options.classes,
      tensors: result.tensors, steps: result.steps, phases: result.phases)
    plan.testDigest = testDigest
    return plan.encoded(data: result.data)
  }
}
