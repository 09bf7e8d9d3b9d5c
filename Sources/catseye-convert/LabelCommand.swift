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
      tools/train/camvid-palette.json is CamVid's. OUT/preview.jpg shows some pairs: photo, mask, labels.

      --suggest prints what k-means makes of 2 to 20 colours: the inertia (the mean squared distance of a mask's colour to \
      its centre, rare colours counted more) and the silhouette (-1 to 1, how well the colours are separated). With -o it \
      then labels, with --classes or the suggested number.

      A pair that cannot be decoded is named on stderr and left out.
      """)

  @Argument(help: ArgumentHelp("The directory of the pairs.", valueName: "pairs-dir"))
  var pairs: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; made if it is not there.", valueName: "dir"))
  var output: String?

  @Option(help: "How many colours to find, 2 to 255, that of void included. Default: 10.")
  var classes: Int?

  @Option(help: "Another seed, other starts of k-means.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Take the classes from this palette instead of finding colours.", valueName: "file"))
  var palette: String?

  @Flag(help: "Print a table that helps to choose --classes; without -o nothing is written.")
  var suggest = false

  func validate() throws {
    guard suggest || output != nil else { throw ValidationError("Missing expected argument '-o <dir>'") }
    guard !suggest || palette == nil else { throw ValidationError("--suggest and --palette exclude each other") }
  }

  func run() throws {
    try ExitStatus.reporting { () throws(DatasetError) in
      var progress: Progress?
      let labeller = PairLabeller(
        pairs: pairs, output: output ?? "", warn: ExitStatus.complain,
        progress: { done, total in
          if progress == nil { progress = Progress("pairs", of: total) }
          progress?.show(done)
        })
      var count = classes
      if suggest {
        let suggestion = try labeller.suggestion(seed: seed)
        print(suggestion.table)
        count = count ?? suggestion.suggested
      }
      guard output != nil else { return }
      _ = try labeller.run(colours(count ?? 10))
    }
  }

  private func colours(_ count: Int) throws(DatasetError) -> PairLabeller.Colours {
    guard let palette else { return .clusters(count: count, seed: seed) }
    let entries = try LabelClass.read(palette)
    // Scripts may give both; then they must agree, with void counted or not.
    if let classes, classes != entries.count, classes != entries.count - 1 {
      throw DatasetError(.usage, "--classes \(classes), but \(palette) has \(entries.count); leave --classes out")
    }
    return .palette(entries)
  }
}

extension ClusterSuggestion {
  /// The rows, a line each, and the suggested number.
  fileprivate var table: String {
    var lines = ["classes     inertia  silhouette"]
    for row in rows {
      let mark = row.count == suggested ? "  <- suggested" : ""
      lines.append(String(format: "%7d%12.2f%12.4f", row.count, row.inertia, row.silhouette) + mark)
    }
    return lines.joined(separator: "\n")
  }
}
