import ArgumentParser
import Dataset
import Foundation

/// `catseye-convert label`: pairs become images and labels.
struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Splits pairs (photo | coloured mask) and turns the masks' colours into class indices.",
    discussion: """
      Each JPEG in PAIRS_DIR is cut down the middle. Written are OUT/images/NAME.jpg (the photo), OUT/labels/NAME.pgm \
      (class index of every pixel, 255 = ignored) and OUT/classes.json (index, name, colour and share of each class).

      Without --palette the colours are found by k-means on the masks, and the classes are called class0, class1, ... \
      from the largest share to the smallest; rename them in classes.json, or make a palette of it. A palette is a JSON \
      array of {"index": 0, "name": "road", "colour": [128, 64, 128]}; its entry 'void' is what to ignore. \
      tools/train/camvid-palette.json is CamVid's.

      A pair that cannot be decoded is named on stderr and left out.
      """)

  @Argument(help: ArgumentHelp("The directory of the pairs.", valueName: "pairs-dir"))
  var pairs: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; made if it is not there.", valueName: "dir"))
  var output: String

  @Option(help: "How many colours to find, 2 to 255, that of void included. Default: 10.")
  var classes: Int?

  @Option(help: "Another seed, other starts of k-means.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Take the classes from this palette instead of finding colours.", valueName: "file"))
  var palette: String?

  func run() throws {
    try ExitStatus.reporting { () throws(DatasetError) in
      let colours = try colours()
      var progress: Progress?
      let labeller = PairLabeller(
        pairs: pairs, output: output, warn: ExitStatus.complain,
        progress: { done, total in
          if progress == nil { progress = Progress("pairs", of: total) }
          progress?.show(done)
        })
      _ = try labeller.run(colours)
    }
  }

  private func colours() throws(DatasetError) -> PairLabeller.Colours {
    guard let palette else { return .clusters(count: classes ?? 10, seed: seed) }
    let entries = try LabelClass.read(palette)
    // Scripts may give both; then they must agree, with void counted or not.
    if let classes, classes != entries.count, classes != entries.count - 1 {
      throw DatasetError(.usage, "--classes \(classes), but \(palette) has \(entries.count); leave --classes out")
    }
    return .palette(entries)
  }
}
