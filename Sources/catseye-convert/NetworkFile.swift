import ArgumentParser
import Conversion

/// How a float network is read; the same for every command that reads one.
struct NetworkFile: ParsableArguments {
  @Option(help: ArgumentHelp("Which of a network's several outputs are the logits.", valueName: "name"))
  var outputName: String?

  /// The graph as the file has it.
  func read(_ path: String) throws(ConversionError) -> Graph {
    try ONNXReader.read(path: path, output: outputName)
  }
}
