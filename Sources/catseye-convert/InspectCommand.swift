import ArgumentParser
import Conversion
import Dataset
import Foundation

/// `catseye-convert inspect`: what is in a network.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Lists what a network computes, step by step.",
    discussion: """
      For a float ONNX network: its operations behind the clean-up that 'quantize' does, each with the shape that it \
      writes and its multiply-accumulates. What the file holds and cannot be converted is named with its node, its place \
      and the nearest thing that can.
      """)

  @Argument(help: ArgumentHelp("The network.", valueName: "net.onnx"))
  var network: String

  @Flag(help: "Say what each clean-up pass did.")
  var passes = false

  @Flag(help: "The network as the file has it, before the passes.")
  var asRead = false

  @Option(
    help: ArgumentHelp("Which of several outputs are the logits.", valueName: "name"))
  var outputName: String?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp("Run the network in float on a tensor.", valueName: "in.npy", visibility: .hidden))
  var tensor: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where --run's result goes.", valueName: "out.npy", visibility: .hidden))
  var output: String?

  func validate() throws {
    guard tensor == nil || output != nil else { throw ValidationError("--run wants -o OUT.npy.") }
  }

  func run() throws {
    try ExitStatus.reporting {
      let read = try ONNXReader.read(path: network, output: outputName)
      let graph = asRead ? read : try LocatedError.about(network) { try Passes.standard(read) }
      if let tensor, let output { return try compute(graph, tensor, output) }
      let listing = GraphListing(graph)
      print(passes ? listing.passes : listing.steps)
    }
  }

  /// Each frame of a batch by itself.
  private func compute(_ graph: Graph, _ input: String, _ output: String) throws {
    let frames = try NumPyArray(path: input)
    let count = graph.input.shape.elementCount
    guard frames.numbers.count % count == 0 else {
      throw ConversionError.badData(
        "\(input): \(frames.numbers.count) numbers are no frames of \(graph.input.shape), \(count) each")
    }
    let executor = try LocatedError.about(network) { try FloatExecutor(graph: graph) }
    let shape = graph.shapes[graph.output]
    let batch = frames.numbers.count / count
    var result = NumPyArray(dims: [batch, shape.channels, shape.height, shape.width], numbers: [])
    for frame in 0..<batch {
      result.numbers += try executor.run(Array(frames.numbers[frame * count..<(frame + 1) * count]))
    }
    do {
      try result.bytes.write(to: URL(fileURLWithPath: output))
    } catch {
      throw DatasetError(.inputOutput, "\(output): cannot be written; is there space and permission?")
    }
  }
}
