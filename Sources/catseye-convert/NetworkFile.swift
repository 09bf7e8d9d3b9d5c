import Accuracy
import ArgumentParser
import Foundation
import GraphPasses
import Model
import NetworkGraph
import ONNXImport
import Vision

/// The order in which a network was trained to read a frame's channels.
enum ChannelOrder: String, ExpressibleByArgument, CaseIterable {
  case rgb, bgr
}

/// Options that say how a float network is read; every command that reads one has them.
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

  /// Reads the graph as the file has it, and reports outputs that are left out.
  /// - Parameter model: the model that was made from it, if there is one.
  func read(_ path: String, as model: Int8Network? = nil) throws(ConversionError) -> Graph {
    guard !Self.isModel(path) else {
      throw .badData("\(path): is a catseye model already; give the float network that it was made from, an .onnx file")
    }
    var graph = try withHint {
      () throws(ConversionError) in
      try ONNXReader.read(
        path: path, output: outputName, frame: size.map { Extent(height: $0.height, width: $0.width) })
    }
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

  /// Whether a file is a .ceye model. Its first bytes decide, not its name.
  static func isModel(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path), let start = try? file.read(upToCount: 8) else { return false }
    return start == withUnsafeBytes(of: ModelFormat.magic.littleEndian) { Data($0) }
  }

  /// Runs `body`; where maps do not fit each other at the requested size, the error suggests a size.
  private func withHint<Result>(
    _ body: () throws(ConversionError) -> Result
  ) throws(ConversionError) -> Result {
    do throws(ConversionError) {
      return try body()
    } catch {
      guard let size, size.width % 32 + size.height % 32 > 0, error.message.contains("differ in height or width") else {
        throw error
      }
      var told = error
      told.message +=
        ": networks like this one may need sides that are multiples of 32, as --size "
        + "\((size.width + 31) / 32 * 32)x\((size.height + 31) / 32 * 32)"
      throw told
    }
  }

  private func stated(_ graph: Graph, _ path: String) throws(ConversionError) -> ChannelOrder {
    guard let text = graph.metadata["catseye.channels"] else { return .rgb }
    guard let order = ChannelOrder(rawValue: text) else {
      throw .badData("\(path): the ONNX metadata catseye.channels is '\(text)'; it is rgb or bgr")
    }
    return order
  }
}
