import Dataset
import Foundation

/// What `label` prints at its end: a line for each class, the labels that it merges, and where to look.
struct LabelSummary {
  /// The training set, and the validation set where there is one.
  let sets: [LabelledSet]
  let output: String
  /// Whether somebody chose the classes' names.
  let isNamed: Bool

  func tell() {
    StandardError.write(lines.joined(separator: "\n") + "\n")
  }

  var lines: [String] {
    let first = sets[0]
    var lines = [heading, "  class                 colour           share" + (sets.count > 1 ? "   validation" : "")]
    for (index, entry) in first.classes.enumerated() {
      let name = entry.name.padding(toLength: max(20, entry.name.count), withPad: " ", startingAt: 0)
      let (red, green, blue) = (Int(entry.colour.red), Int(entry.colour.green), Int(entry.colour.blue))
      let shares = sets.map { String(format: "%8.2f %%", 100 * ($0.classes[index].share ?? 0)) }
      lines.append(
        "  \(name)  " + String(format: "%3d %3d %3d", red, green, blue) + "  " + shares.joined(separator: "   ")
          + merged(first.members[index]))
    }
    if !first.ignored.isEmpty {
      let share = 100 * first.ignored.reduce(0) { $0 + $1.share }
      lines.append(
        "  void                              " + String(format: "%8.2f %%", share) + " of all pixels: "
          + first.ignored.prefix(5).map(\.text).joined(separator: "  "))
    }
    return lines + remarks + [place]
  }

  private var heading: String {
    sets.count > 1 ? "\(sets[0].photos) photos, and \(sets[1].photos) for validation" : "\(sets[0].photos) photos"
  }

  private func merged(_ members: [LabelledSet.Member]) -> String {
    guard members.count > 1 else { return "" }
    let shown = members.prefix(5).map { String(format: "%@ (%.2f %%)", $0.text, 100 * $0.share) }
    return "   merges " + shown.joined(separator: ", ") + (members.count > 5 ? " and \(members.count - 5) more" : "")
  }

  private var remarks: [String] {
    let first = sets[0]
    var remarks: [String] = []
    if first.isBinary {
      remarks.append("the masks hold 0 and 255 alone: 255 is taken for the foreground, not for void")
    }
    if first.members.contains(where: { $0.count > 1 }), !isNamed, first.distinct <= 255 {
      remarks.append("--classes \(first.distinct) keeps all colours apart")
    }
    if first.classes.count == 1 { remarks.append("one class alone: nothing can be learned from that") }
    for (index, entry) in first.classes.enumerated() where first.members[index].isEmpty {
      remarks.append("\(entry.name): in none of the masks")
    }
    return remarks
  }

  private var place: String {
    let files = "\(output)/classes.json" + (sets.count > 1 ? " and \(output)/val/classes.json" : "")
    return "look at \(output)/preview.jpg"
      + (isNamed ? "; the classes are in \(files)" : ", and name the classes in \(files)")
  }
}
