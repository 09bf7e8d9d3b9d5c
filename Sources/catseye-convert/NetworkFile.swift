import ArgumentParser
import Conversion

/// How a float network is read; the same for every command that reads one.
struct NetworkFile: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which of a network's several outputs are the logits. Default: the map of the most pixels.", valueName: "name"))
  var outputName: String?

  /// The graph as the file has it; outputs that are left out are told.
  func read(_ path: String) throws(ConversionError) -> Graph {
    let graph = try ONNXReader.read(path: path, output: outputName)
    if !graph.leftOut.isEmpty, outputName == nil {
      ExitStatus.complain(
        "\(path) has \(graph.leftOut.count + 1) outputs: '\(graph.valueNames[graph.output])' is read, left out are "
          + "\(graph.leftOut.joined(separator: ", ")); --output-name chooses another")
    }
    return graph
  }
}
