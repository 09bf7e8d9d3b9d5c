import ArgumentParser
import Dataset
import Foundation

/// `catseye-convert label`: turns photos and masks into images and labels.
struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Turns photos and masks into a data set: images, class indices, classes.",
    discussion: """
      Photos and masks stand side by side in one file (pairs: photo | coloured mask, JPEG or PNG, cut down the middle), or in two \
      directories (--photos, --masks), masks named after their photos as CVAT, Label Studio, Cityscapes, KITTI and BDD100K do it, \
      or by any other rule that holds for most. Folders within are searched too. Written are OUT/images/NAME.jpg, \
      OUT/labels/NAME.pgm (class index of every pixel, 255 = ignored), OUT/classes.json (index, name, colour and share of each \
      class) and OUT/preview.jpg (some photos, masks and labels).

      Masks in grey or with a palette hold class ids (255 = void), of 1 to 16 bits. Coloured PNGs have a class for each colour, or \
      as many as --classes says. In masks that went through JPEG the colours are found by k-means, and the classes are called \
      class0, class1, ... from the largest share to the smallest; rename them in classes.json.

      A palette is a JSON array of {"index": 0, "name": "road", "colour": [128, 64, 128]}, CVAT's labelmap.txt (found by itself \
      beside the masks), or a text file with a name a line; its entry 'void' is what to ignore. Colours and ids that it \
      lacks are void too, which is told, but for what drawing smoothly and JPEG make of its colours along edges. \
      tools/train/camvid-palette.json is CamVid's. What a class merges is told.

      --suggest prints what k-means makes of 2 to 20 colours: the inertia (the mean squared distance of a mask's colour to \
      its centre, rare colours counted more) and the silhouette (-1 to 1, how well the colours are separated). With -o it \
      then labels, with --classes or the suggested number.

      Training and validation must be labelled in one call (--val, --val-photos and --val-masks, or --split): two calls find \
      other colours, number them as their shares fall, and the same name is then another class.

      A photo without a mask, or whose files cannot be decoded, is named on stderr and left out.
      """)

  @Argument(help: ArgumentHelp("A directory of pairs.", valueName: "pairs-dir"))
  var pairs: String?

  @Option(help: ArgumentHelp("A directory of photos (.jpg, .png, .ppm), instead of pairs.", valueName: "dir"))
  var photos: String?

  @Option(help: ArgumentHelp("The directory of their masks (.png).", valueName: "dir"))
  var masks: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write; made if it is not there.", valueName: "dir"))
  var output: String?

  @Option(
    help: """
      How many classes, 2 to 255, that of void included. Default: as many as the masks hold; of JPEGs, 10.
      """)
  var classes: Int?

  @Option(help: "Another seed, other starts of k-means.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Take the classes from this palette (.json, labelmap.txt) instead of finding them.", valueName: "file"))
  var palette: String?

  @Option(
    help: ArgumentHelp(
      "Label these pairs too, with the same classes, into OUT/val: for validation.", valueName: "pairs-dir"))
  var val: String?

  @Option(help: ArgumentHelp("The same, with --val-masks, for photos and masks apart.", valueName: "dir"))
  var valPhotos: String?

  @Option(help: ArgumentHelp("The masks of --val-photos.", valueName: "dir"))
  var valMasks: String?

  @Option(help: "Part the photos instead: this share of them, 0 to 1, goes to OUT/val, chosen by --seed.")
  var split: Double?

  @Option(
    help: "What --split keeps together: 'file', or 'drive', photos whose names differ in their last digits alone.")
  var splitBy: SplitUnit = .file

  @Flag(help: "Print a table that helps to choose --classes; without -o nothing is written.")
  var suggest = false

  @Flag(help: "Remove the data set that an earlier call wrote to OUT; else such a folder is refused.")
  var replace = false

  func validate() throws {
    guard (photos == nil) == (masks == nil) else { throw ValidationError("--photos and --masks go together") }
    guard (pairs == nil) != (photos == nil) else {
      throw ValidationError(
        pairs == nil
          ? "give a directory of pairs, or --photos and --masks" : "give pairs, or --photos and --masks, not both")
    }
    guard (valPhotos == nil) == (valMasks == nil) else {
      throw ValidationError("--val-photos and --val-masks go together")
    }
    guard suggest || output != nil else { throw ValidationError("Missing expected argument '-o <dir>'") }
    guard [val != nil, valPhotos != nil, split != nil].count(where: { $0 }) < 2 else {
      throw ValidationError("--val, --val-photos and --split exclude each other")
    }
    if let split, !(split > 0 && split < 1) {
      throw ValidationError("--split takes a share, more than 0 and less than 1")
    }
    guard !suggest || palette == nil else { throw ValidationError("--suggest and --palette exclude each other") }
  }

  func run() throws {
    try ExitStatus.reporting { () throws(DatasetError) in
      var progress: Progress?
      let show = { (done: Int, total: Int) in
        if progress == nil { progress = Progress("masks", of: total) }
        progress?.show(done)
        if done == total { progress = nil }
      }
      let out = output ?? ""
      if let output { try PairLabeller.checkOutput(output, replacing: replace, sources: sources) }
      let labeller = set(pairs, photos, masks, out, show, leavingOut: [val, valPhotos, valMasks].compactMap { $0 })
      var count = classes
      if suggest {
        let suggestion = try labeller.suggestion(seed: seed)
        try StandardOutput.write(suggestion.table)
        if suggestion.exactCount == nil { count = count ?? suggestion.suggested }
      }
      guard output != nil else { return }
      var sets = [labeller]
      if val != nil || valPhotos != nil {
        sets.append(
          set(val, valPhotos, valMasks, out + "/val", show, leavingOut: [pairs, photos, masks].compactMap { $0 }))
      } else if let split {
        let parts = try labeller.split(split, by: splitBy.unit, seed: seed, output: out + "/val")
        sets = [parts.training, parts.validation]
      }
      let colours = try colours(count)
      LabelSummary(
        sets: try PairLabeller.run(sets, colours, replacing: replace), output: out, isNamed: isNamed(colours)
      ).tell()
    }
  }

  private var sources: [String] { [pairs, photos, masks, val, valPhotos, valMasks].compactMap { $0 } }

  private func set(
    _ pairs: String?, _ photos: String?, _ masks: String?, _ output: String, _ progress: @escaping (Int, Int) -> Void,
    leavingOut: [String]
  ) -> PairLabeller {
    if let photos, let masks {
      return PairLabeller(
        photos: photos, masks: masks, output: output, leavingOut: leavingOut, warn: ExitStatus.complain,
        progress: progress)
    }
    return PairLabeller(
      pairs: pairs ?? "", output: output, leavingOut: leavingOut, warn: ExitStatus.complain, progress: progress)
  }

  private func isNamed(_ colours: PairLabeller.Colours) -> Bool {
    if case .palette = colours { true } else { false }
  }

  private func colours(_ count: Int?) throws(DatasetError) -> PairLabeller.Colours {
    guard let palette = palette ?? (count == nil ? labelMap : nil) else { return .clusters(count: count, seed: seed) }
    let entries = try LabelClass.readPalette(palette)
    // A script may give both; then they must agree, with or without void.
    if let classes, classes != entries.count, classes != entries.count - 1 {
      throw DatasetError(.usage, "--classes \(classes), but \(palette) has \(entries.count); leave --classes out")
    }
    return .palette(entries)
  }

  /// The path of CVAT's labelmap.txt, beside the masks or beside their folder.
  private var labelMap: String? {
    guard let masks else { return nil }
    let folder = URL(fileURLWithPath: masks)
    let places = [folder, folder.deletingLastPathComponent()].map { $0.appendingPathComponent("labelmap.txt").path }
    guard let found = places.first(where: FileManager.default.fileExists) else { return nil }
    StandardError.write("classes from \(found)\n")
    return found
  }
}

extension ClusterSuggestion {
  /// The rows, one line each, and the suggested number.
  fileprivate var table: String {
    var lines = ["classes     inertia  silhouette"]
    for row in rows {
      let mark = row.count == suggested ? "  <- suggested" : ""
      lines.append(String(format: "%7d%12.2f%12.4f", row.count, row.inertia, row.silhouette) + mark)
    }
    if let exactCount {
      let what = areIDs ? "class ids\(haveVoid ? ", and void" : "")" : "colours exactly"
      lines.append("the masks hold \(exactCount) \(what): without --classes each is a class")
    }
    return lines.joined(separator: "\n")
  }
}

/// The pictures that --split keeps together.
enum SplitUnit: String, ExpressibleByArgument {
  case file, drive

  var unit: PairLabeller.Unit { self == .file ? .file : .drive }
}
