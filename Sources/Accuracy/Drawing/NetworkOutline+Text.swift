import Foundation

extension NetworkOutline {
  /// The outline as text: one line for each step, and the summary.
  public var text: String {
    var table = [["", "step", "writes", "M MAC", "name"]]
    for (index, row) in rows.enumerated() {
      let work = row.work == 0 ? "" : String(format: "%.2f", Double(row.work) / 1e6)
      table.append([String(index), row.title, row.shape, work, row.name.singleLine])
    }
    return NetworkOutline.aligned(table) + "\n" + summary
  }

  /// The rows as lines of text, with columns as wide as they need.
  public static func aligned(_ rows: [[String]]) -> String {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        .replacing(/\ +$/, with: "")
    }.joined(separator: "\n")
  }
}
