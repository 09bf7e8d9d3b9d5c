import Accuracy
import ArgumentParser
import Conversion
import Dataset
import Foundation
import Model
import Vision

extension CalibrationMethod: ExpressibleByArgument {}

/// `catseye-convert quantize`: a float ONNX network becomes a .ceye model.
struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Converts a float ONNX network to an int8 model.",
    discussion: """
      Photos from the calibration directory show the network what its tensors hold; no labels are needed, and 32 frames \
      like those of the road do. The written model is then run on the same frames by the engine itself, and the share \
      of pixels on which it agrees with the float network is printed and kept in the file.
      """)

  @Argument(help: ArgumentHelp("The float network.", valueName: "float.onnx"))
  var onnx: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The model to write.", valueName: "model.ceye"))
  var output: String

  @Option(
    help: ArgumentHelp("A directory of photos (.jpg, .ppm) like those that the camera will see.", valueName: "dir"))
  var calibrate: String

  @Option(help: "How a tensor's range is chosen: minmax, percentile (99.99%) or mse (least squared error).")
  var method = CalibrationMethod.mse

  @Option(help: "At most so many photos, evenly spread over the directory.")
  var frames = 64

  @Option(
    help: ArgumentHelp(
      "Class names and colours (classes.json). Default: the ONNX's metadata, else class0, class1...", valueName: "file")
  )
  var classes: String?

  @Option(help: ArgumentHelp("Pixel mean, 0 to 255. Default: the ONNX's metadata, else 0,0,0.", valueName: "R,G,B"))
  var mean: String?

  @Option(
    help: ArgumentHelp("Pixel standard deviation. Default: the ONNX's metadata, else 255,255,255.", valueName: "R,G,B"))
  var std: String?

  @Option(help: "The model's name. Default: that of the written file.")
  var name: String?

  func validate() throws {
    guard (mean == nil) == (std == nil) else { throw ValidationError("--mean and --std go together.") }
    guard frames > 0 else { throw ValidationError("--frames must be at least 1.") }
  }

  func run() throws {
    try ExitStatus.reporting {
      let photos = try ImageDirectory(calibrate)
      let graph = try LocatedError.about(onnx) { try Passes.standard(ONNXReader.read(path: onnx)) }
      let options = try options(for: graph)
      var converter = try LocatedError.about(onnx) { try Converter(graph, options) }
      let size = Vision.PictureSize(width: graph.input.width, height: graph.input.height)
      let pictures = try load(photos, size)
      let progress = Progress("calibrating", of: pictures.count)
      for (index, picture) in pictures.enumerated() {
        try converter.calibrate(picture.pixels)
        progress.show(index + 1)
      }
      let agreement = try write(converter, measuredOn: pictures)
      try summarise(agreement, frames: pictures.count)
    }
  }

  private func options(for graph: Graph) throws -> Converter.Options {
    let stem = ((output as NSString).lastPathComponent as NSString).deletingPathExtension
    var normalisation: Normalisation?
    if let mean, let std {
      normalisation = try Normalisation(
        mean: Normalisation.triple(mean, "--mean"), standardDeviation: Normalisation.triple(std, "--std")
      ).checked()
    }
    return Converter.Options(
      name: name ?? stem, classes: try ModelClasses.find(file: classes, in: graph), normalisation: normalisation,
      method: method, tool: "catseye-convert \(CatseyeConvert.version)")
  }

  /// The photos at the network's size; a damaged one is told and left out.
  private func load(_ photos: ImageDirectory, _ size: Vision.PictureSize) throws -> [RGBImage] {
    var pictures: [RGBImage] = []
    for name in photos.sample(frames) {
      do {
        pictures.append(try photos.image(name).resampled(to: size))
      } catch let error as DatasetError where error.kind == .badData {
        ExitStatus.complain("\(error); left out")
      }
    }
    guard !pictures.isEmpty else {
      throw DatasetError(.badData, "\(calibrate): none of its photos can be decoded")
    }
    return pictures
  }

  /// Writes the model beside its final place, measures it there, and moves it once it is whole.
  ///
  /// - Returns: the share of pixels of the calibration frames with the float network's class.
  private func write(_ converter: Converter, measuredOn pictures: [RGBImage]) throws -> Double {
    let draft = output + ".part"
    defer { try? FileManager.default.removeItem(atPath: draft) }
    try save(try converter.model(), to: draft)
    let network = try LocatedError.about(draft) {
      try Int8Network(path: draft, threads: ProcessInfo.processInfo.activeProcessorCount)
    }
    var equal = 0
    var compared = 0
    let progress = Progress("measuring", of: pictures.count)
    for (index, picture) in pictures.enumerated() {
      let mask = network.mask(of: picture)
      for (a, b) in zip(mask, converter.calibrationMasks[index]) where a == b { equal += 1 }
      compared += mask.count
      progress.show(index + 1)
    }
    let agreement = Double(equal) / Double(max(compared, 1))
    try save(try converter.model(agreement: Float(agreement), testDigest: network.testDigest()), to: draft)
    guard rename(draft, output) == 0 else {
      throw DatasetError(.inputOutput, "\(output): cannot be written; is there space and permission?")
    }
    return agreement
  }

  private func save(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw DatasetError(.inputOutput, "\(path): cannot be written; is there space and permission?")
    }
  }

  private func summarise(_ agreement: Double, frames: Int) throws {
    let plan = try Int8Network(path: output, threads: 1).plan
    let percent = String(format: "%.2f%%", 100 * agreement)
    let gmac = String(format: "%.3f", plan.gmacPerFrame)
    print(
      """
      \(output): \(plan.input.width)x\(plan.input.height), \(plan.classes.count) classes, \(plan.steps.count) steps, \
      \(gmac) G MAC a frame
      arena \(plan.arenaBytes) bytes (lower bound \(plan.arenaLowerBound))
      agreement with the float network on \(frames) calibration frames: \(percent) of the pixels (\(method.rawValue))
      """)
  }
}
