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

      Training and validation must be labelled in one call (--val or --split): two calls find other colours, number them \
      as their shares fall, and the same name is then another class.

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

  @Option(
    help: ArgumentHelp(
      "Label these pairs too, with the same classes, into OUT/val: for validation.", valueName: "pairs-dir"))
  var val: String?

  @Option(help: "Part PAIRS_DIR instead: this share of the pairs, 0 to 1, goes to OUT/val, chosen by --seed.")
  var split: Double?

  @Option(help: "What --split keeps together: 'file', or 'drive', pairs whose names differ in their last digits alone.")
  var splitBy: SplitUnit = .file

  @Flag(help: "Print a table that helps to choose --classes; without -o nothing is written.")
  var suggest = false

  func validate() throws {
    guard suggest || output != nil else { throw ValidationError("Missing expected argument '-o <dir>'") }
    guard val == nil || split == nil else { throw ValidationError("--val and --split exclude each other") }
    if let split, !(split > 0 && split < 1) {
      throw ValidationError("--split takes a share, more than 0 and less than 1")
    }
    guard !suggest || palette == nil else { throw ValidationError("--suggest and --palette exclude each other") }
  }

  func run() throws {
    try ExitStatus.reporting { () throws(DatasetError) in
      var progress: Progress?
      let show = { (done: Int, total: Int) in
        if progress == nil { progress = Progress("pairs", of: total) }
        progress?.show(done)
      }
      let out = output ?? ""
      let labeller = PairLabeller(pairs: pairs, output: out, warn: ExitStatus.complain, progress: show)
      var count = classes
      if suggest {
        let suggestion = try labeller.suggestion(seed: seed)
        print(suggestion.table)
        count = count ?? suggestion.suggested
      }
      guard output != nil else { return }
      var sets = [labeller]
      if let val {
        sets.append(PairLabeller(pairs: val, output: out + "/val", warn: ExitStatus.complain, progress: show))
      } else if let split {
        let parts = try labeller.split(split, by: splitBy.unit, seed: seed, output: out + "/val")
        sets = [parts.training, parts.validation]
      }
      let classes = try PairLabeller.run(sets, colours(count ?? 10))
      tell(classes, out)
    }
  }

  /// A line for each class, and where to look.
  private func tell(_ sets: [[LabelClass]], _ output: String) {
    var lines = ["  class                 colour           share" + (sets.count > 1 ? "   validation" : "")]
    for (index, entry) in sets[0].enumerated() {
      let name = entry.name.padding(toLength: max(20, entry.name.count), withPad: " ", startingAt: 0)
      let (red, green, blue) = (Int(entry.colour.red), Int(entry.colour.green), Int(entry.colour.blue))
      let shares = sets.map { String(format: "%8.2f %%", 100 * ($0[index].share ?? 0)) }
      lines.append(
        "  \(name)  " + String(format: "%3d %3d %3d", red, green, blue) + "  " + shares.joined(separator: "   "))
    }
    lines.append(
      "look at \(output)/preview.jpg, and name the classes in \(output)/classes.json"
        + (sets.count > 1 ? " and \(output)/val/classes.json" : ""))
    FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
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

/// What --split keeps together.
enum SplitUnit: String, ExpressibleByArgument {
  case file, drive

  var unit: PairLabeller.Unit { self == .file ? .file : .drive }
}
