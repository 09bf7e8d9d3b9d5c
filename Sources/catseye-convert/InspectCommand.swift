import Accuracy
import ArgumentParser
import Conversion
import Dataset
import FloatReference
import Foundation
import GraphPasses
import Model
import NetworkGraph

/// `catseye-convert inspect`: shows what a network contains.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Lists or draws what a network computes, step by step.",
    discussion: """
      Of a float ONNX network: its operations behind the clean-up that 'quantize' does, each with the shape that it \
      writes and its multiply-accumulates. What cannot be converted is named with its node, its place and the nearest \
      thing that can. Of a model: its steps, and where in memory their tensors lie. -o draws the same.
      """)

  @Argument(help: ArgumentHelp("The network or the model.", valueName: "net.onnx|model.ceye"))
  var network: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Draw it, as an SVG file.", valueName: "net.svg"))
  var output: String?

  @Flag(help: "Say what each clean-up pass did.")
  var passes = false

  @Flag(help: "The network as the file has it, before the passes.")
  var asRead = false

  @OptionGroup var float: NetworkFile

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "Run the network in float on a tensor; -o is then the result.", valueName: "in.npy", visibility: .hidden))
  var tensor: String?

  func validate() throws {
    guard tensor == nil || output != nil else { throw ValidationError("--run wants -o OUT.npy.") }
    if let output, tensor == nil, let kind = Self.otherKind(of: output) {
      throw ValidationError("-o \(output): the drawing is an SVG file and no \(kind); call it .svg")
    }
  }

  func run() throws {
    try ExitStatus.reporting(listsAll: true) {
      let file = try output.map { try DraftFile($0, from: [network, tensor].compactMap { $0 }) }
      if NetworkFile.isModel(network) {
        let (outline, terms) = try LocatedError.about(network) {
          let model = try Model(path: network)
          return (NetworkOutline(model), model.plan.terms)
        }
        if file == nil, !terms.isEmpty { print("terms: \(terms.singleLine)\n") }
        return try show(outline, file)
      }
      let read = try float.read(network)
      let graph = asRead ? read : try LocatedError.about(network) { try Passes.standard(read) }
      if let tensor, let file { return try compute(graph, tensor, file) }
      if passes { return print(table(of: graph.history)) }
      if !asRead { try LocatedError.about(network) { try Converter.check(graph) } }
      try show(NetworkOutline(graph, fused: file != nil), file)
    }
  }

  /// The kind of file that this name would mean, if it is not SVG.
  private static func otherKind(of path: String) -> String? {
    let kind = (path as NSString).pathExtension.lowercased()
    let kinds = [
      "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "pdf", "ps", "eps", "dot", "html", "onnx", "ceye",
    ]
    return kinds.contains(kind) ? ".\(kind)" : nil
  }

  private func show(_ outline: NetworkOutline, _ file: DraftFile?) throws {
    guard let output, let file else { return print(outline.text) }
    try file.finish(NetworkDrawing(outline).svg)
    print("\(output): \(outline.summary)")
  }

  private func table(of history: [PassRecord]) -> String {
    NetworkOutline.aligned(
      [["pass", "removed", "rewritten", ""]]
        + history.map { [$0.name, String($0.removed), String($0.rewritten), $0.detail.singleLine] })
  }

  /// Computes each frame of a batch on its own.
  private func compute(_ graph: Graph, _ input: String, _ file: DraftFile) throws {
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
    try file.finish([UInt8](result.bytes))
  }
}
