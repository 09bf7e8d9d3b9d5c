/// Latency over time as stacked parts: of each column of pixels the frame with the largest latency, so that none hides.
struct TimeChart {
  private static let width = 900.0
  private static let height = 260.0
  private static let columns = 450

  private let table: LatencyTable
  private let time, latency: Axis
  private let lines: [(name: String, value: Double)]

  /// - Parameter lines: latencies to be drawn across, in milliseconds.
  init(_ table: LatencyTable, lines: [(name: String, value: Double)] = []) {
    self.table = table
    self.lines = lines
    time = Axis(to: table.arrivals.max() ?? 0, length: TimeChart.width)
    latency = Axis(
      to: max(table.latencies.max() ?? 0, lines.map { $0.value }.max() ?? 0) * 1.05, length: TimeChart.height)
  }

  var svg: String {
    var out = "<svg viewBox=\"-90 -50 \(Int(TimeChart.width) + 115) \(Int(TimeChart.height) + 115)\">\n"
    out += "<text x=\"-90\" y=\"-26\">ms</text>"
    for tick in latency.ticks {
      let y = fixed(TimeChart.height - latency.place(tick), 1)
      out += "<path d=\"M0 \(y)H\(Int(TimeChart.width))\" stroke=\"#ddd\"/>"
      out += "<text x=\"-6\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(Axis.label(tick))</text>\n"
    }
    for row in slowest { out += bar(row) }
    for (name, value) in lines {
      let y = fixed(TimeChart.height - latency.place(value), 1)
      out += "<path d=\"M0 \(y)H\(Int(TimeChart.width))\" stroke=\"#c0392b\" stroke-dasharray=\"6 4\"/>"
      out +=
        "<text class=\"line\" x=\"\(Int(TimeChart.width) - 4)\" y=\"\(y)\" dy=\"-4\" text-anchor=\"end\">\(name)</text>\n"
    }
    for tick in time.ticks {
      let x = fixed(time.place(tick), 1)
      out += "<text x=\"\(x)\" y=\"\(Int(TimeChart.height) + 26)\" text-anchor=\"middle\">\(Axis.label(tick))</text>\n"
    }
    let foot = Int(TimeChart.height) + 58
    return out + "<text x=\"450\" y=\"\(foot)\" text-anchor=\"middle\">seconds</text></svg>"
  }

  /// The slowest row of each column that has any.
  private var slowest: [Int] {
    var rows = [Int?](repeating: nil, count: TimeChart.columns)
    for row in table.frames.indices {
      let column = min(
        Int(time.place(table.arrivals[row]) / TimeChart.width * Double(TimeChart.columns)), TimeChart.columns - 1)
      if let best = rows[column], table.latencies[best] >= table.latencies[row] { continue }
      rows[column] = row
    }
    return rows.compactMap { $0 }
  }

  private func bar(_ row: Int) -> String {
    let x = fixed(time.place(table.arrivals[row]) - 1, 1)
    var top = 0.0
    var out = ""
    for (stage, colour) in zip(table.stages, LatencyPage.colours) where stage[row] > 0 {
      let next = top + stage[row]
      let height = latency.place(next) - latency.place(top)
      out += "<rect x=\"\(x)\" y=\"\(fixed(TimeChart.height - latency.place(next), 2))\" width=\"2\" "
      out += "height=\"\(fixed(height, 2))\" fill=\"\(colour)\"/>"
      top = next
    }
    return out + "\n"
  }
}
