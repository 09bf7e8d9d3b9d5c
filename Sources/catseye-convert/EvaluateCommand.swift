import Accuracy
import ArgumentParser
import Dataset
import Foundation
import GraphPasses
import Lowering
import Model

/// `catseye-convert evaluate`: measures on labelled frames what quantisation costs.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compares the float network with the int8 model on labelled frames.",
    discussion: """
      Each photo (.jpg, .png, .ppm; .pam or .png for a network of four channels) is resized as the board does it and run through the \
      float network and through the engine; both masks are enlarged to the label's size. Labels are matched to the \
      model's classes by name; for IoU, pixels of other classes, and those labelled 255, are ignored. The drop is the \
      float network's mIoU less the int8 model's, in percentage points; the agreement is the share of all pixels on \
      which both have one class.

      With --report, or where --max-drop is missed, the layers are looked at one by one as well: how much each costs, \
      why, and what to do.
      """)

  @Option(name: .customLong("float"), help: ArgumentHelp("The float network.", valueName: "float.onnx"))
  var onnx: String

  @OptionGroup var float: NetworkFile

  @Option(help: ArgumentHelp("The model made from it.", valueName: "model.ceye"))
  var model: String

  @Option(
    help: ArgumentHelp("A directory with images/, labels/ and classes.json, as 'label' writes it.", valueName: "dir"))
  var data: String

  @Option(
    help: ArgumentHelp(
      "Exit status 1 if int8 loses more points of mIoU than this; the three layers to blame are named.",
      valueName: "points"))
  var maxDrop: Double?

  @Option(
    help: ArgumentHelp(
      "Write a report: scores, the worst frames, what each layer costs and why. One HTML file.", valueName: "file.html")
  )
  var report: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let maxDrop, !maxDrop.isFinite { throw ValidationError("--max-drop takes a number of points.") }
    if report?.isEmpty == true { throw ValidationError("--report needs a file's name.") }
  }

  func run() throws {
    try ExitStatus.reporting {
      let file = try report.map { try DraftFile($0, from: [onnx, model]) }
      let comparison = try load()
      // done before the frames, so that no work is in vain: a report needs the layers, and for a gate they are a help
      var study: LayerStudy?
      if file != nil { study = try self.study(of: comparison.networks) }
      if file == nil, maxDrop != nil { study = try? self.study(of: comparison.networks) }
      let evaluation = try evaluate(comparison)
      let isMissed = maxDrop.map { evaluation.dropInPoints > $0 } ?? false
      let diagnosis = file != nil || isMissed ? try study.map { try diagnose($0, comparison) } : nil
      try StandardOutput.write(
        json
          ? EvaluationJSON.text(evaluation, diagnosis)
          : EvaluationText.text(evaluation, comparison.networks.int8.plan, diagnosis))
      if let file, let diagnosis { try file.finish(try page(comparison, evaluation, diagnosis)) }
      guard let maxDrop, isMissed else { return }
      ExitStatus.complain(
        String(format: "int8 loses %.2f points of mIoU, more than --max-drop %.2f; ", evaluation.dropInPoints, maxDrop)
          + EvaluationText.blame(diagnosis))
      throw ExitCode(1)
    }
  }

  private func load() throws -> LabelledComparison {
    let labelled = try LabelledDirectory(data)
    let network = try LocatedError.about(model) {
      try Int8Network(path: model, threads: ProcessInfo.processInfo.activeProcessorCount)
    }
    let file = try float.read(onnx, as: network)
    let pair = try LocatedError.about(onnx) { try NetworkPair(Passes.standard(file), network) }
    return try LabelledComparison(labelled, pair)
  }

  private func evaluate(_ comparison: LabelledComparison) throws -> Evaluation {
    var evaluation = Evaluation(classes: comparison.networks.int8.plan.classes.count)
    let progress = Progress("evaluating", of: comparison.names.count)
    for (index, name) in comparison.names.enumerated() {
      evaluation.add(try comparison.frame(name))
      progress.show(index + 1)
    }
    guard evaluation.float.total > 0 else {
      throw DatasetError(.badData, "\(data)/labels: no pixel in them is of a class of the model")
    }
    return evaluation
  }

  private func study(of pair: NetworkPair) throws -> LayerStudy {
    try LocatedError.about(onnx) {
      let network = try LoweredNetwork(pair.graph, normalisation: pair.normalisation)
      return LayerStudy(network, try pair.int8.stored(in: network))
    }
  }

  private func diagnose(_ study: LayerStudy, _ comparison: LabelledComparison) throws -> Diagnosis {
    let names = comparison.data.images.sample(LayerStudy.frameCount)
    let progress = Progress("looking at each layer", of: names.count)
    for (index, name) in names.enumerated() {
      let channels = comparison.networks.graph.input.channels
      let photo = try comparison.data.images.image(name, channels: channels)
      study.add(try photo.resampled(to: comparison.networks.int8.inputSize).bytes(channels: channels))
      progress.show(index + 1)
    }
    return Diagnosis(study, file: try float.read(onnx, as: comparison.networks.int8))
  }

  private func page(
    _ comparison: LabelledComparison, _ evaluation: Evaluation, _ diagnosis: Diagnosis
  ) throws -> String {
    let worst = try evaluation.worstFrames(Report.frameCount).map { try comparison.frame($0.name) }
    let origin = Report.Origin(
      command: CommandLine.arguments.map(shellQuoted).joined(separator: " "),
      tool: "catseye-convert \(CatseyeConvert.version)",
      float: try Report.Origin.File(path: onnx), model: try Report.Origin.File(path: model), data: data)
    let report = Report(
      plan: comparison.networks.int8.plan, pairs: comparison.networks.int8.pairs,
      instructionSet: "\(comparison.networks.int8.instructionSet)",
      evaluation: evaluation, diagnosis: diagnosis, worst: worst, origin: origin, maxDrop: maxDrop)
    return try report.page()
  }

  /// An argument, quoted so that a shell reads it as it is.
  private func shellQuoted(_ argument: String) -> String {
    let plain = argument.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=,:+@%".contains($0)) }
    return plain && !argument.isEmpty ? argument : "'" + argument.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
