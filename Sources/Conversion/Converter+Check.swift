import Lowering
import Model
import NetworkGraph

extension Converter {
  /// - Parameter graph: after `Passes.standard`.
  /// - Throws: ConversionError, if the network cannot be converted.
  public static func check(_ graph: Graph) throws(ConversionError) {
    try checkEnds(graph)
    let channels = graph.input.channels
    let stated = try Normalisation.fromMetadata(graph.metadata, channels: channels)
    _ = try LoweredNetwork(
      graph, normalisation: stated ?? Normalisation.before(graph) ?? .unit(channels: channels))
  }

  /// Whether frames have the channels that the network reads, and masks the classes that it gives.
  static func checkEnds(_ graph: Graph) throws(ConversionError) {
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
}
