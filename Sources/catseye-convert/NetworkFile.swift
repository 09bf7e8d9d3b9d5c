import Accuracy
import ArgumentParser
import GraphPasses
import NetworkGraph
import ONNXImport
import Vision

/// The order of a frame's channels that a network was trained with.
enum ChannelOrder: String, ExpressibleByArgument, CaseIterable {
  case rgb, bgr
}

/// How a float network is read; the same for every command that reads one.
struct NetworkFile: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which of a network's several outputs are the logits. Default: the map of the most pixels.", valueName: "name"))
  var outputName: String?

  @Option(
    help: ArgumentHelp(
      "The frame's size, for a network that leaves height and width open; it outweighs the file's own.",
      valueName: "WxH"))
  var size: PictureSize?

  @Option(
    help: """
      The order of channels that the network was trained with; bgr for what read its pictures with OpenCV. Default: the \
      ONNX's metadata (catseye.channels), else rgb. Frames of the model are red, green, blue in both cases.
      """)
  var channels: ChannelOrder?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Whether a pixel may be of several classes, or of none: each class against its threshold. Default: what the \
      network's end says, a sigmoid or threshold for each of several outputs.
      """)
  var multilabel: Bool?

  /// The graph as the file has it; outputs that are left out are told.
  /// - Parameter model: that was made from it, if there is one.
  func read(_ path: String, as model: Int8Network? = nil) throws(ConversionError) -> Graph {
    var graph = try ONNXReader.read(
      path: path, output: outputName, frame: size.map { Extent(height: $0.height, width: $0.width) })
    if !graph.leftOut.isEmpty, outputName == nil {
      ExitStatus.complain(
        "\(path) has \(graph.leftOut.count + 1) outputs: '\(graph.valueNames[graph.output])' is read, left out are "
          + "\(graph.leftOut.joined(separator: ", ")); --output-name chooses another")
    }
    graph.multilabel = multilabel ?? model.map { $0.plan.isMultilabel }
    let stated = try stated(graph, path)
    let order = model?.isReversed == true ? ChannelOrder.bgr : stated
    return (channels ?? order) == .bgr ? try graph.readingReversedChannels() : graph
  }

  private func stated(_ graph: Graph, _ path: String) throws(ConversionError) -> ChannelOrder {
    guard let text = graph.metadata["catseye.channels"] else { return .rgb }
    guard let order = ChannelOrder(rawValue: text) else {
      throw .badData("\(path): the ONNX metadata catseye.channels is '\(text)'; it is rgb or bgr")
    }
    return order
  }
}
