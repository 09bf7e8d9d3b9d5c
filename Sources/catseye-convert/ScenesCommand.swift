import ArgumentParser
import Dataset
import Vision

extension SceneWriter.Format: ExpressibleByArgument {}

/// `catseye-convert scenes`: draws street scenes and their labels.
struct ScenesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenes",
    abstract: "Makes street scenes with exact labels, for trying and testing without any data set.",
    discussion: """
      Each scene is a photo-like picture of a drive along a generated street, with the class of every pixel: CamVid's \
      eleven classes, in its order and colours. The same options give the same bytes on every machine.

      dataset   OUT/images/NAME.jpg, OUT/labels/NAME.pgm (class index, 255 = void) and OUT/classes.json
      pairs     OUT/NAME.jpg with the photo left and the coloured mask right, and OUT/palette.json
      mjpeg     OUT/stream.mjpeg, a drive for 'catseye run', with OUT/labels and OUT/classes.json
      """)

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; made if it is not there.", valueName: "dir"))
  var output: String

  @Option(help: "How many frames.")
  var frames = 100

  @Option(help: "Another seed, other streets.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Picture size in pixels.", valueName: "WxH"))
  var size = PictureSize(width: 480, height: 360)

  @Option(help: "dataset, pairs or mjpeg.")
  var format = SceneWriter.Format.dataset

  @Option(help: "Go on in a new street after so many frames; 0: never. Default: 8, for mjpeg 0.")
  var cut: Int?

  @Option(help: "Metres driven from frame to frame. Default: 4, for mjpeg 0.8.")
  var step: Double?

  func run() throws {
    try ExitStatus.reporting { () throws(DatasetError) in
      let isStream = format == .mjpeg
      let cut = cut ?? (isStream ? 0 : 8)
      let generator = try SceneGenerator(
        seed: seed, width: size.width, height: size.height, framesPerStreet: cut == 0 ? nil : cut,
        step: step ?? (isStream ? 0.8 : 4))
      let writer = try SceneWriter(generator: generator, frames: frames, format: format)
      let progress = Progress("scenes", of: frames)
      try writer.write(to: output, progress: progress.show)
      let strangers = writer.strangers(in: output)
      if let first = strangers.first {
        StandardError.write(
          "\(output): holds \(strangers.count) other pictures or labels, as \(first), which count as scenes for what reads it\n"
        )
      }
    }
  }
}
