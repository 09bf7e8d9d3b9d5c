import Dataset
import FloatReference
import Lowering
import Model
import NetworkGraph
import Vision

/// A float network, and the int8 model that was made from it.
public final class NetworkPair {
  public let graph: Graph
  public let int8: Int8Network
  /// The normalisation that makes the float network's input from pixels.
  public let normalisation: Normalisation
  private let executor: FloatExecutor

  /// - Parameter graph: after `Passes.standard`.
  /// - Throws: ConversionError, if the model was not made from this graph.
  public init(_ graph: Graph, _ int8: Int8Network) throws(ConversionError) {
    let plan = int8.plan
    let logits = graph.shapes[graph.output]
    guard graph.input.width == plan.input.width, graph.input.height == plan.input.height,
      graph.input.channels == plan.input.channels, logits.channels == plan.classes.count,
      logits.width == plan.maskWidth, logits.height == plan.maskHeight
    else { throw .badData("has other sizes than the model; give the network that the model was made from") }
    self.graph = graph
    self.int8 = int8
    let stored = Normalisation(
      mean: plan.input.mean.map(Double.init), standardDeviation: plan.input.standardDeviation.map(Double.init))
    normalisation = graph.inputAffine(heldBy: plan).map(stored.before) ?? stored
    executor = try FloatExecutor(graph: graph)
  }

  /// - Parameter photo: of any size, with the network's channels
  /// - Returns: class indices at the model's mask size
  public func masks(of photo: RGBImage) throws -> (float: LabelMap, int8: LabelMap) {
    let frame = try photo.resampled(to: int8.inputSize)
    let logits = try executor.run(FloatFrame.normalised(frame.bytes(channels: graph.input.channels), normalisation))
    let size = int8.maskSize
    let float = FloatFrame.argMax(logits, classes: int8.plan.classes.count)
    return (
      LabelMap(width: size.width, height: size.height, indices: float),
      LabelMap(width: size.width, height: size.height, indices: int8.mask(of: frame))
    )
  }
}

extension Graph {
  /// The factor and summand with which the network begins, if the model has them in its normalisation; nil where they are a step of their
  /// own.
  fileprivate func inputAffine(heldBy plan: Plan) -> Affine? {
    let readers = nodes.filter { $0.inputs.contains(0) }
    guard readers.count == 1, case .affine(let affine) = readers[0].operation,
      !plan.steps.contains(where: { $0.name == readers[0].name })
    else { return nil }
    return affine
  }
}

extension Normalisation {
  /// The normalisation that gives `self` if `affine` follows it.
  fileprivate func before(_ affine: Affine) -> Normalisation {
    Normalisation(
      mean: zip(mean, zip(affine.shift, standardDeviation)).map { $0 + $1.0 * $1.1 },
      standardDeviation: zip(standardDeviation, affine.scale).map { $0 * $1 })
  }
}
