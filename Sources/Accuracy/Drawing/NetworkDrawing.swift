import Foundation

/// A network as one SVG file. Each step has a row, indented by how often the picture was halved, so that a UNet shows its shape. Curves
/// lead from rows further up that a step reads. On the right, row by row, are the tensors in a model's arena.
public struct NetworkDrawing {
  static let rowHeight = 22
  static let top = 56
  static let left = 130
  static let indent = 26
  static let boxWidth = 320
  static let workLeft = left + 7 * indent + boxWidth + 120
  static let workWidth = 110
  static let arenaLeft = workLeft + workWidth + 90
  static let arenaWidth = 360

  let outline: NetworkOutline

  public init(_ outline: NetworkOutline) { self.outline = outline }

  public var svg: String {
    let width = NetworkDrawing.arenaLeft + (outline.areas.isEmpty ? 0 : NetworkDrawing.arenaWidth + 20)
    let height = y(outline.rows.count) + 16
    let parts: [HTML] = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
      font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="#fff"/>
      <text x="16" y="24" font-size="16" font-weight="bold">\(outline.title)</text>
      <text x="16" y="44" fill="#555">\(outline.summary)</text>
      """, HTML(outline.rows.indices.flatMap(curves)), HTML(outline.rows.indices.map(row)), arena, "</svg>\n",
    ]
    return HTML(parts).markup
  }

  private func y(_ row: Int) -> Int { NetworkDrawing.top + row * NetworkDrawing.rowHeight }
  private func x(_ row: Int) -> Int { NetworkDrawing.left + outline.rows[row].level * NetworkDrawing.indent }

  private func row(_ index: Int) -> HTML {
    let row = outline.rows[index]
    let largest = max(1, outline.rows.map(\.work).max() ?? 1)
    let bar = Int((Double(row.work) / Double(largest) * Double(NetworkDrawing.workWidth)).rounded())
    let (box, line) = (y(index), y(index) + 14)
    let work = row.work == 0 ? "" : String(format: "%.1f M", Double(row.work) / 1e6)
    let title = row.title.count > 52 ? row.title.prefix(50) + "..." : row.title
    return """
      <g><title>\(row.name): \(row.title)</title>
      <rect x="\(x(index))" y="\(box)" width="\(NetworkDrawing.boxWidth)" height="19" rx="3" fill="\(row.kind.colour)"/>
      <text x="\(x(index) + 6)" y="\(line)">\(title)</text></g>
      <text x="\(x(index) + NetworkDrawing.boxWidth + 8)" y="\(line)" fill="#444">\(row.shape)</text>
      <rect x="\(NetworkDrawing.workLeft)" y="\(box + 3)" width="\(bar)" height="13" fill="#7a9cc6"/>
      <text x="\(NetworkDrawing.workLeft + bar + 5)" y="\(line)" fill="#444">\(work)</text>
      """
  }

  /// Draws a curve from each row that the step reads, except the row just above: the farther away, the farther out.
  private func curves(_ index: Int) -> [HTML] {
    outline.rows[index].reads.filter { $0 != index - 1 }.map { source in
      let (from, to) = (y(source) + 10, y(index) + 10)
      let out = max(8, min(x(source), x(index)) - 14 - Int(9 * Double(index - source).squareRoot()))
      return """
        <path d="M\(x(source)) \(from)C\(out) \(from) \(out) \(to) \(x(index)) \(to)" fill="none" stroke="#8a8a8a"/>
        """
    }
  }

  private var arena: HTML {
    guard outline.arenaBytes > 0 else { return "" }
    let scale = Double(NetworkDrawing.arenaWidth) / Double(outline.arenaBytes)
    let boxes: [HTML] = outline.areas.enumerated().map { index, area in
      let x = NetworkDrawing.arenaLeft + Int(Double(area.bytes.lowerBound) * scale)
      let width = max(1, Int(Double(area.bytes.count) * scale))
      let height = area.rows.count * NetworkDrawing.rowHeight - 2
      let colours = ["#9ecae1", "#a1d99b", "#fdae6b", "#bcbddc", "#fc9272", "#c7e9c0"]
      return """
        <rect x="\(x)" y="\(y(area.rows.lowerBound))" width="\(width)" height="\(height)" fill="\(colours[index % 6])" \
        stroke="#fff"><title>\(area.name): \(area.bytes.count) bytes at \(area.bytes.lowerBound)</title></rect>
        """
    }
    return """
      <text x="\(NetworkDrawing.arenaLeft)" y="44" fill="#555">arena, \(outline.arenaBytes) bytes wide</text>
      <rect x="\(NetworkDrawing.arenaLeft)" y="\(y(0))" width="\(NetworkDrawing.arenaWidth)" \
      height="\(outline.rows.count * NetworkDrawing.rowHeight)" fill="#f4f4f4"/>
      \(HTML(boxes))
      """
  }
}

extension NetworkOutline.Kind {
  fileprivate var colour: String {
    switch self {
    case .frame: "#eeeeee"
    case .convolution: "#c6dbef"
    case .depthwise: "#c7e9e0"
    case .transposed: "#dadaeb"
    case .pool: "#fdd0a2"
    case .resize: "#fcd5e5"
    case .join: "#e5e5b8"
    case .other: "#e0e0e0"
    }
  }
}
