import Foundation
import Model

extension Report {
  var classes: HTML {
    let float = evaluation.float.intersectionOverUnion
    let int8 = evaluation.int8.intersectionOverUnion
    let changes = zip(float, int8).map { pair in pair.0.flatMap { a in pair.1.map { 100 * ($0 - a) } } }
    // two points fill at most half of the width, so that a loss that does not matter does not look like a disaster
    let widest = max(changes.compactMap { $0.map(abs) }.max() ?? 0, Report.barPoints)
    let rows = plan.classes.indices.map { index -> HTML in
      """
      <tr><th scope="row">\(swatch(plan.classes[index]))\(plan.classes[index].name)</th><td>\(cell(float[index]))</td>\
      <td>\(cell(int8[index]))</td><td>\(changes[index].map(signed) ?? "–")</td>\
      <td class="bar">\(bar(changes[index], widest))</td></tr>
      """
    }
    let mean = (evaluation.float.meanIntersectionOverUnion, evaluation.int8.meanIntersectionOverUnion)
    return """
      <section>
      <h2>Classes</h2>
      <table>
      <thead><tr><th>IoU</th><td>float</td><td>int8</td><td>points</td><td class="bar">±\(number(widest))</td></tr></thead>
      <tbody>
      \(HTML(rows))
      </tbody>
      <tfoot><tr><th scope="row">mean</th><td>\(score(mean.0))</td><td>\(score(mean.1))</td>\
      <td>\(signed(100 * (mean.1 - mean.0)))</td><td class="bar">\(bar(100 * (mean.1 - mean.0), widest))</td></tr></tfoot>
      </table>
      <p class="note">Bars: <i class="loss"></i>a loss, <i class="gain"></i>a gain, <i class="small"></i>a change below \
      \(number(Report.smallDrop)) points. Half a bar's width is \(number(widest)) points.</p>
      </section>
      """
  }

  private static let barPoints = 2.0

  private func cell(_ share: Double?) -> String { share.map(score) ?? "–" }

  func swatch(_ item: ModelClass) -> HTML {
    "<i style=\"background:rgb(\(Int(item.red)),\(Int(item.green)),\(Int(item.blue)))\"></i>"
  }

  /// A bar to the right for a gain, to the left for a loss.
  private func bar(_ change: Double?, _ widest: Double) -> HTML {
    guard let change, abs(change) >= 0.005 else { return "" }
    let grade = abs(change) < Report.smallDrop ? "small" : change < 0 ? "loss" : "gain"
    let length = 50 * abs(change) / widest
    let start = change < 0 ? 50 - length : 50
    return """
      <svg width="100%" height="10" aria-hidden="true"><line x1="50%" x2="50%" y1="0" y2="10" class="axis"/>\
      <rect x="\(fixed(start))%" width="\(fixed(length))%" y="1" height="8" class="\(grade)"/></svg>
      """
  }
}

/// With a sign and two decimals.
func signed(_ value: Double) -> String {
  let text = String(format: "%.2f", abs(value))
  return text == "0.00" ? text : (value < 0 ? "−" : "+") + text
}

/// A number in the form for a markup attribute.
func fixed(_ value: Double) -> String { String(format: "%.2f", value) }
