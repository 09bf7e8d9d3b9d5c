import Accuracy
import ArgumentParser
import Conversion
import Dataset
import Foundation
import Model
import Vision

/// `catseye-convert evaluate`: what quantisation cost, on labelled frames.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compares the float network with the int8 model on labelled frames.",
    discussion: """
      Each photo is resized as the board does it and run through the float network and through the engine; both masks \
      are enlarged to the label's size. Labels are matched to the model's classes by name; pixels of other classes, and \
      those labelled 255, are ignored.
      """)

  @Option(name: .customLong("float"), help: ArgumentHelp("The float network.", valueName: "float.onnx"))
  var onnx: String

  @Option(help: ArgumentHelp("The model made from it.", valueName: "model.ceye"))
  var model: String

  @Option(
    help: ArgumentHelp("A directory with images/, labels/ and classes.json, as 'label' writes it.", valueName: "dir"))
  var data: String

  @Option(help: ArgumentHelp("Exit status 1 if int8 loses more points of mIoU than this.", valueName: "points"))
  var maxDrop: Double?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    try ExitStatus.reporting {
      let labelled = try LabelledDirectory(data)
      let network = try LocatedError.about(model) {
        try Int8Network(path: model, threads: ProcessInfo.processInfo.activeProcessorCount)
      }
      let graph = try LocatedError.about(onnx) { try Passes.standard(ONNXReader.read(path: onnx)) }
      try check(graph, against: network.plan)
      let executor = try FloatExecutor(graph: graph)
      let evaluation = try evaluate(labelled, network, executor)
      print(json ? try jsonText(evaluation) : text(evaluation, network.plan))
      guard let maxDrop, evaluation.dropInPoints > maxDrop else { return }
      ExitStatus.complain(
        String(format: "int8 loses %.2f points of mIoU, more than --max-drop %.2f", evaluation.dropInPoints, maxDrop))
      throw ExitCode(1)
    }
  }

  private func check(_ graph: Graph, against plan: Plan) throws {
    let logits = graph.shapes[graph.output]
    guard graph.input.width == plan.input.width, graph.input.height == plan.input.height,
      logits.channels == plan.classes.count, logits.width == plan.maskWidth, logits.height == plan.maskHeight
    else {
      throw ConversionError.badData(
        "\(onnx): has other sizes than \(model); give the network that the model was made from")
    }
  }

  private func evaluate(
    _ labelled: LabelledDirectory, _ network: Int8Network, _ executor: FloatExecutor
  ) throws -> Evaluation {
    let plan = network.plan
    let mapping = try labelled.mapping(to: plan.classes.map(\.name))
    let normalisation = Normalisation(
      mean: plan.input.mean.map(Double.init), standardDeviation: plan.input.standardDeviation.map(Double.init))
    var evaluation = Evaluation(classes: plan.classes.count)
    let progress = Progress("evaluating", of: labelled.images.names.count)
    for (index, name) in labelled.images.names.enumerated() {
      let photo = try labelled.images.image(name).resampled(to: network.inputSize)
      var truth = try labelled.labels(of: name)
      truth.indices = truth.indices.map { mapping[Int($0)] }
      let logits = try executor.run(FrameTensor.normalised(photo.pixels, normalisation))
      try evaluation.add(
        floatMask: FrameTensor.argMax(logits, classes: plan.classes.count), int8Mask: network.mask(of: photo),
        size: network.maskSize, truth: truth)
      progress.show(index + 1)
    }
    return evaluation
  }

  private func text(_ evaluation: Evaluation, _ plan: Plan) -> String {
    func percent(_ share: Double?) -> String { share.map { String(format: "%7.2f%%", 100 * $0) } ?? "      --" }
    let width = max(plan.classes.map(\.name.count).max() ?? 0, 14)
    func row(_ name: String, _ float: Double?, _ int8: Double?) -> String {
      name.padding(toLength: width, withPad: " ", startingAt: 0) + " \(percent(float)) \(percent(int8))"
    }
    var lines = ["".padding(toLength: width, withPad: " ", startingAt: 0) + "    float     int8"]
    let float = evaluation.float.intersectionOverUnion
    let int8 = evaluation.int8.intersectionOverUnion
    for (index, item) in plan.classes.enumerated() { lines.append(row(item.name, float[index], int8[index])) }
    lines.append(row("mIoU", evaluation.float.meanIntersectionOverUnion, evaluation.int8.meanIntersectionOverUnion))
    lines.append(row("pixel accuracy", evaluation.float.pixelAccuracy, evaluation.int8.pixelAccuracy))
    lines.append(
      String(
        format: "\n%d frames; int8 loses %.2f points of mIoU; both agree on %.2f%% of the pixels", evaluation.frames,
        evaluation.dropInPoints, 100 * evaluation.agreement))
    return lines.joined(separator: "\n")
  }

  private func jsonText(_ evaluation: Evaluation) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(EvaluationJSON(evaluation)), as: UTF8.self)
  }
}

/// The keys that scripts can count on (DESIGN.md, "Command lines").
private struct EvaluationJSON: Encodable {
  struct Scores: Encodable {
    var miou, pixel_accuracy: Double
    /// null for a class that is neither in the labels nor predicted.
    var iou: [Double?]

    init(_ matrix: ConfusionMatrix) {
      miou = matrix.meanIntersectionOverUnion
      pixel_accuracy = matrix.pixelAccuracy
      iou = matrix.intersectionOverUnion
    }
  }

  var frames: Int
  var float, int8: Scores
  var drop_miou_points, agreement: Double

  init(_ evaluation: Evaluation) {
    frames = evaluation.frames
    float = Scores(evaluation.float)
    int8 = Scores(evaluation.int8)
    drop_miou_points = evaluation.dropInPoints
    agreement = evaluation.agreement
  }
}
