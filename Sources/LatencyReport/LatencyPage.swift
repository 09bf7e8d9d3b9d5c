import Foundation

/// A web page that shows a latency log: figures, the latency over time in its parts, and its distribution.
///
/// It is one file without scripts or links, which any browser shows.
public struct LatencyPage {
  static let colours = ["#c8ccd0", "#4e79a7", "#76b7b2", "#f28e2b", "#59a14f", "#b07aa1"]

  let table: LatencyTable
  let title: String
  /// The value of --deadline-ms, in milliseconds.
  let deadline: Double?

  public init(_ table: LatencyTable, title: String, deadline: Double? = nil) {
    self.table = table
    self.title = title
    self.deadline = deadline
  }

  public var html: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/><title>Latency: \(escaped(title))</title>
    <style>
    body { font: 15px/1.5 system-ui, sans-serif; max-width: 1000px; margin: 2em auto; padding: 0 1em; color: #222 }
    table { border-collapse: collapse } th, td { padding: .2em .9em; text-align: right } th:first-child { text-align: left }
    tr + tr { border-top: 1px solid #ddd } svg { display: block; width: 100%; height: auto } svg text { font: 14px system-ui, sans-serif }
    /* names stand over bars: letters have a white edge */
    svg .line { fill: #a93226; paint-order: stroke; stroke: #fff; stroke-width: 5px; stroke-linejoin: round }
    svg.phone { display: none } svg.phone text { font-size: 16px }
    .wide { overflow-x: auto }
    @media (max-width: 600px) { body { margin: 1em auto } th, td { padding: .2em .3em; font-size: 11.5px }
      svg.phone { display: block } svg.screen { display: none }
      th:nth-child(6), td:nth-child(6) { display: none } /* p99.9: six columns do not fit a telephone */ }
    .key { display: inline-block; width: .8em; height: .8em; margin-right: .3em }
    .name { display: inline-block; margin-right: .7em }
    </style></head><body>
    <h1>Latency: \(escaped(title))</h1>
    <p>\(summary)</p>
    <div class="wide">\(figures)</div>
    <p>\(waiting)</p>
    <h2>Over time</h2>
    <p>\(legend)</p>
    \(sizes.map { TimeChart(table, marks: marks, size: $0).svg }.joined())
    <h2>Distribution</h2>
    \(sizes.map { DistributionChart(table.latencies, marks: marks.filter(\.isWanted), size: $0).svg }.joined())
    </body></html>

    """
  }

  private var summary: String {
    let seconds = (table.arrivals.last ?? 0) - (table.arrivals.first ?? 0) + (table.latencies.last ?? 0) / 1000
    let lost = (table.frames.last ?? 0) - (table.frames.first ?? 0) + 1 - table.frames.count
    let differences = zip(table.latencies, table.latencies.dropFirst()).map { abs($1 - $0) }
    let jitter = differences.isEmpty ? 0 : differences.reduce(0, +) / Double(differences.count)
    let rate = Double(table.frames.count) / max(seconds, 1e-9)
    return
      "\(table.frames.count) frame\(table.frames.count == 1 ? "" : "s") in \(fixed(seconds, 1)) s, \(fixed(rate, 2)) a second; "
      + "\(lost) between them dropped or corrupt; jitter \(fixed(jitter, 3)) ms. From the last byte of a frame read "
      + "to the last byte of its output written, milliseconds:"
  }

  /// The latency without waiting, for each frame.
  private var work: [Double] { zip(table.latencies, table.stages[0]).map { $0 - $1 } }

  /// Text that explains "wait", and the latency that a camera would see where most of it is waiting.
  private var waiting: String {
    let told =
      "Wait is the time that a frame lies in buffers and queues, because the frames before it are still being worked on."
    let (wait, whole) = (Quantiles(table.stages[0]).values[1], Quantiles(table.latencies).values[1])
    guard table.frames.count > 3, 4 * wait > whole, wait > 1 else { return told }
    return told
      + " <b>The source was faster than the network: \(fixed(wait, 0)) of \(fixed(whole, 0)) ms is waiting; a camera "
      + "slower than the network would see about \(fixed(Quantiles(work).values[1], 0)) ms</b> (run --pace FPS plays a file so)."
  }

  private var sizes: [ChartSize] { [.screen, .phone] }

  private var marks: [MarkedLatency] {
    let p99 = MarkedLatency(name: "p99", milliseconds: Quantiles(table.latencies).values[3], isWanted: false)
    return [p99] + (deadline.map { [MarkedLatency(name: "deadline", milliseconds: $0, isWanted: true)] } ?? [])
  }

  private var figures: String {
    var rows = "<tr><th></th>" + Quantiles.names.map { "<th>\($0)</th>" }.joined() + "</tr>\n"
    for (name, durations) in [("latency", table.latencies)] + zip(LatencyTable.stages, table.stages) {
      let cells = Quantiles(durations).values.map { "<td>\(fixed($0, 3))</td>" }.joined()
      rows += "<tr><th>\(name)</th>\(cells)</tr>\n"
    }
    return "<table>\n\(rows)</table>"
  }

  private var legend: String {
    zip(LatencyTable.stages, LatencyPage.colours).map { name, colour in
      "<span class=\"name\"><span class=\"key\" style=\"background:\(colour)\"></span>\(name)</span>"
    }.joined(separator: " ")
  }
}

func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

func escaped(_ text: String) -> String {
  text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    .replacingOccurrences(of: "\"", with: "&quot;")
}
