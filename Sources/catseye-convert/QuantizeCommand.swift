import ArgumentParser
import Calibration
import Conversion
import Dataset
import Foundation
import GraphPasses
import Lowering
import Model
import NetworkGraph
import Quantisation
import Vision

extension CalibrationMethod: ExpressibleByArgument {}
extension MixedPrecision: ExpressibleByArgument {}
extension Preference: ExpressibleByArgument {}

/// `catseye-convert quantize`: turns a float ONNX network into a .ceye model.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Converts a float ONNX network to an int8 model.",
    discussion: """
      Photos from the calibration directory show the network what its tensors hold; no labels are needed, and 32 frames \
      like those of the road do. The weights are rounded for what the int8 network really computes from them. The \
      written model is then run on the same frames by the engine itself, and the share of pixels on which it agrees \
      with the float network is printed and kept in the file. What quantisation costs on labelled frames, and why, \
      'evaluate' tells.

      A file that is quantised already (QuantizeLinear and DequantizeLinear around its operators, as ONNX Runtime's \
      quantize_static or quantisation-aware training writes them) is taken over with its scales; no photos are needed.
      """)

  @Argument(help: ArgumentHelp("The float network.", valueName: "float.onnx"))
  var onnx: String

  @OptionGroup var float: NetworkFile

  @Option(name: .shortAndLong, help: ArgumentHelp("The model to write.", valueName: "model.ceye"))
  var output: String

  @Option(
    help: ArgumentHelp(
      """
      A directory of photos (.jpg, .png, .ppm, .pam) like those that the camera will see; for a float network. A network of grey \
      frames sees their luma; one of four channels takes .pam or .png files of four.
      """, valueName: "dir"))
  var calibrate: String?

  @Option(
    help: """
      How a tensor's scales are chosen: minmax, percentile (99.99%), mse (least squared error), kl (least \
      divergence), or auto: whichever of them, or a scale for each channel, does least harm as measured on the photos.
      """)
  var method = CalibrationMethod.auto

  @Option(
    help: ArgumentHelp(
      """
      auto: a network that int8 leaves with less than --decibels at its logits gets more bits where they do most for their \
      time: at most a tenth more multiplications, and none where fewer than one pixel in \(MixedPrecision.pixelsSeen) would \
      change for the better. full: at most three tenths more, seen or not. off: 8 bits everywhere. Where and how many is told.
      """))
  var mixed = MixedPrecision.auto

  @Option(
    help: ArgumentHelp(
      """
      accuracy, or speed: in as many 3x3 convolutions as keep --decibels, values have 7 bits and weights leave room, so that ARM \
      cores with dot products (Cortex-A55, A76, A710 and later) need a third fewer products there. Others compute the same masks \
      in the usual time. Where, and what it saves, is told.
      """))
  var prefer = Preference.accuracy

  @Option(
    help: ArgumentHelp(
      "Signal to noise at the logits, in dB, below which --mixed adds bits and down to which --prefer speed gives them up."
    ))
  var decibels = MixedPrecision.wanted

  @Option(help: "At most so many photos (up to 500), evenly spread over the directory.")
  var frames = 64

  @Option(
    help: ArgumentHelp(
      "Class names and colours (classes.json). Default: the ONNX's metadata, else class0, class1...", valueName: "file")
  )
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "Pixel mean, 0 to 255, for each channel in the network's order. Default: the ONNX's metadata, else what the network begins with, else 0.",
      valueName: "R,G,B"))
  var mean: String?

  @Option(
    help: ArgumentHelp(
      "Pixel standard deviation, likewise; else 255.", valueName: "R,G,B"))
  var std: String?

  @Option(
    help: ArgumentHelp(
      "How much memory the conversion may take; large layers are looked at part by part, and slower, with less.",
      valueName: "GB"))
  var memory = 2.0

  @Option(help: "The model's name. Default: that of the written file.")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "What the weights may be used for, a line that 'info' shows. Default: the ONNX's metadata (catseye.terms).",
      valueName: "text"))
  var terms: String?

  @Option(help: ArgumentHelp("Write what was tried and chosen for each tensor, as JSON.", valueName: "file"))
  var log: String?

  func validate() throws {
    guard (mean == nil) == (std == nil) else { throw ValidationError("--mean and --std go together") }
    guard (1...500).contains(frames) else { throw ValidationError("--frames must be from 1 to 500.") }
    guard (0...200).contains(decibels) else { throw ValidationError("--decibels must be from 0 to 200.") }
    guard (1...4096).contains(memory) else { throw ValidationError("--memory must be from 1 to 4096, in GB.") }
  }

  func run() throws {
    try ExitStatus.reporting {
      let draft = try DraftFile(output, from: [onnx])
      let logFile = try log.map { try DraftFile($0, from: [onnx]) }
      let photos = try calibrate.map { try ImageDirectory($0) }
      let read = try float.read(onnx)
      let graph = try LocatedError.about(onnx) { try Passes.standard(read) }
      let names = photos?.sample(frames) ?? []
      let options = try options(for: graph, frames: names.count)
      let converter = try LocatedError.about(onnx) { try Converter(graph, options) }
      let pictures = try pictures(converter, photos, names, graph)
      let progress = Progress("calibrating", of: pictures.count)
      for (index, picture) in pictures.enumerated() {
        try LocatedError.about(onnx) { try converter.calibrate(picture.bytes(channels: graph.input.channels)) }
        progress.show(index + 1)
      }
      let converted = try convert(converter)
      try draft.finish(converted.file)
      try logFile?.finish(ConversionLog(converter, converted.agreement).json)
      summarise(converter, converted)
    }
  }

  /// The calibration pictures; none for a file that is quantised already.
  private func pictures(
    _ converter: Converter, _ photos: ImageDirectory?, _ names: [String], _ graph: Graph
  ) throws -> [RGBImage] {
    guard !converter.isQuantised else {
      if photos != nil {
        ExitStatus.complain("\(onnx) is quantised already: its scales are taken over, and --calibrate is not used")
      }
      return []
    }
    guard let photos else {
      throw DatasetError(.usage, "\(onnx) is a float network: give --calibrate a directory of photos")
    }
    let pictures = try load(photos, names, graph.input)
    if pictures.count < 8 {
      ExitStatus.complain("\(pictures.count) photos are few to calibrate with; 8 or more, of all weathers, do better")
    }
    return pictures
  }

  private func options(for graph: Graph, frames: Int) throws -> Converter.Options {
    let stem = ((output as NSString).lastPathComponent as NSString).deletingPathExtension
    var normalisation: Normalisation?
    if let mean, let std {
      normalisation = try Normalisation(
        mean: Normalisation.numbers(mean, "--mean", graph.input.channels),
        standardDeviation: Normalisation.numbers(std, "--std", graph.input.channels)
      ).checked().inBytes("what --mean and --std give")
      if graph.isReversed { normalisation = normalisation?.reversed }
    }
    var options = Converter.Options(
      name: name ?? stem, classes: try ModelClasses.find(file: classes, in: graph), normalisation: normalisation,
      method: method, mixed: mixed, frames: frames, tool: "catseye-convert \(CatseyeConvert.version)")
    (options.preference, options.wanted) = (prefer, decibels)
    options.memory = MemoryBudget(gigabytes: memory)
    options.terms = terms
    return options
  }

  /// Reads the photos at the network's size. A damaged one is reported and left out.
  private func load(
    _ photos: ImageDirectory, _ names: [String], _ input: GraphInput
  ) throws -> [RGBImage] {
    let size = PictureSize(width: input.width, height: input.height)
    var pictures: [RGBImage] = []
    for name in names {
      do {
        pictures.append(try photos.image(name, channels: input.channels).resampled(to: size))
      } catch let error as DatasetError where error.kind == .badData {
        ExitStatus.complain("\(error); left out")
      }
    }
    guard !pictures.isEmpty else {
      throw DatasetError(.badData, "\(photos.path): none of its photos can be decoded; give --calibrate other photos")
    }
    return pictures
  }

  /// Computes the finished model and measures its accuracy.
  private func convert(_ converter: Converter) throws -> Converter.Converted {
    let rounding = Progress("choosing scales and rounding weights", of: converter.stepCount)
    rounding.show(0)  // the scales of all steps are chosen before the first step is done
    let measuring = Progress("measuring", of: converter.judgedCount)
    return try LocatedError.about(onnx) {
      try converter.measuredModel(
        threads: ProcessInfo.processInfo.activeProcessorCount, rounded: rounding.show, measured: measuring.show)
    }
  }

  private func summarise(_ converter: Converter, _ converted: Converter.Converted) {
    let plan = converted.plan
    let percent = String(format: "%.2f%%", 100 * converted.agreement)
    let gmac = String(format: "%.3f", plan.gmacPerFrame)
    for remark in converter.remarks { ExitStatus.complain(remark) }
    if let doubt = converter.firstLayer.doubt { ExitStatus.complain(doubt) }
    print(
      """
      \(output): \(plan.input.width)x\(plan.input.height), \(plan.classes.count) classes, \(plan.steps.count) steps, \
      \(gmac) G MAC a frame
      arena \(plan.arenaBytes) bytes (lower bound \(plan.arenaLowerBound))
      pixels: \(converter.firstLayer.text)\(converter.isReversed ? ", the network's blue, green, red turned" : ""); \
      \(converter.normalisationSource.rawValue)
      """)
    if converter.isMultilabel {
      print(
        "multi-label: each class where its logit is above 0; the mask has the strongest, and 0, '\(plan.classes[0].name)', "
          + "where there is none (--no-multilabel: classes that exclude each other)")
    }
    if converter.isQuantised {
      print("scales taken over from \(onnx); nothing was calibrated")
    } else {
      let noise = converter.decibels.map { String(format: ", %.1f dB of signal to noise at the logits", $0) } ?? ""
      print(
        "agreement with the float network on \(judged(converter)): \(percent) of the pixels\(noise) "
          + "(\(method.rawValue))")
      tellBits(converter)
    }
  }

  /// Reports which places have more than 8 bits, or fewer, or why none has.
  private func tellBits(_ converter: Converter) {
    if let record = converter.mixed { print(record.text) }
    if let record = converter.unseen { print(record.textOfUnseen) }
    if let record = converter.speed { print(record.text) }
    guard let reached = converter.decibels else { return }
    if prefer == .speed, converter.speed == nil {
      print(
        "speed: nothing was given up: "
          + (reached > decibels
            ? "no 3x3 convolution can have 7-bit values and keep \(number(decibels)) dB"
            : "\(String(format: "%.1f", reached)) dB are no more than the \(number(decibels)) to be kept (--decibels)"))
    }
    if reached < decibels, mixed != .off {
      ExitStatus.complain(
        String(format: "%.1f dB are less than the \(number(decibels)) that --mixed aims at: ", reached)
          + reasonForNoMore(converter) + "; 'evaluate --report' names the layers that lose most")
    }
  }

  private func reasonForNoMore(_ converter: Converter) -> String {
    if converter.unseen != nil { return "more bits change too few pixels for the better (--mixed full adds them)" }
    if converter.mixed == nil { return "no tensor or weight gains enough by more bits" }
    return mixed == .full
      ? "more bits would cost more than three tenths of the multiplications"
      : "more bits would cost more than a tenth of the multiplications (--mixed full: three)"
  }

  private func number(_ decibels: Double) -> String { String(format: "%g", decibels) }

  private func judged(_ converter: Converter) -> String {
    let (held, frames) = (converter.heldOutCount, converter.frameCount)
    return held == 0
      ? "\(frames) calibration frames" : "\(held) frames held out of \(frames): nothing was chosen by these"
  }
}
