/// A chart is drawn twice, for screens and for telephones; the page's style shows one of them.
struct ChartSize {
  let width, height: Double
  /// The name in the page's style sheet.
  let name: String
  /// The height of a letter, in the chart's own pixels.
  let letter: Double

  static let screen = ChartSize(width: 900, height: 260, name: "screen", letter: 14)
  /// With its margins it fills a width of 390 pixels, so that letters are hardly smaller than on a screen.
  static let phone = ChartSize(width: 360, height: 260, name: "phone", letter: 16)

  /// - Parameters:
  ///   - contents: the drawing inside the frame from (0, 0) to (`width`, `height`).
  ///   - vertical, horizontal: the axes and what they show.
  func svg(_ contents: String, vertical: (Axis, String), horizontal: (Axis, String)) -> String {
    let (left, top, right) = (5.2 * letter, 4 * letter, 1.8 * letter)
    var out = "<svg class=\"\(name)\" viewBox=\"\(fixed(-left, 0)) \(fixed(-top, 0)) "
    out += "\(fixed(left + width + right, 0)) \(fixed(top + height + 4.4 * letter, 0))\">\n"
    out += text(vertical.1, x: -left, y: -2.5 * letter, anchor: "start")
    for tick in vertical.0.ticks {
      let y = height - vertical.0.place(tick)
      out += "<path d=\"M0 \(fixed(y, 1))H\(fixed(width, 0))\" stroke=\"#ddd\"/>"
      out += text(Axis.label(tick), x: -6, y: y + 0.3 * letter, anchor: "end")
    }
    out += contents
    for tick in horizontal.0.ticks {
      out += text(Axis.label(tick), x: horizontal.0.place(tick), y: height + 1.7 * letter)
    }
    return out + text(horizontal.1, x: width / 2, y: height + 3.7 * letter) + "</svg>\n"
  }

  /// - Parameter anchor: which end of the text is at `x`.
  func text(_ text: String, x: Double, y: Double, anchor: String = "middle", kind: String? = nil) -> String {
    let style = kind.map { " class=\"\($0)\"" } ?? ""
    return "<text\(style) x=\"\(fixed(x, 1))\" y=\"\(fixed(y, 1))\" text-anchor=\"\(anchor)\">\(escaped(text))</text>\n"
  }

  /// The approximate width of a text.
  func length(of text: String) -> Double { 0.56 * letter * Double(text.count) }
}
