/// Latency over time as stacked parts. Each column of pixels shows the frame with the largest latency, so that none is hidden.
struct TimeChart {
  private let table: LatencyTable
  private let size: ChartSize
  private let time, latency: Axis
  private let marks: [MarkedLatency]

  /// - Parameter marks: latencies for which a line is drawn across the chart.
  init(_ table: LatencyTable, marks: [MarkedLatency] = [], size: ChartSize) {
    self.table = table
    self.size = size
    self.marks = marks.sorted { $0.milliseconds > $1.milliseconds }
    // one frame alone has no time span; the log has whole microseconds
    time = Axis(to: max(table.arrivals.max() ?? 0, 0.01), length: size.width)
    latency = Axis(
      to: max(table.latencies.max() ?? 0, marks.map(\.milliseconds).max() ?? 0) * 1.05, length: size.height)
  }

  var svg: String {
    var out = ""
    for row in slowest { out += bar(row) }
    for mark in marks {
      out += "<path d=\"M0 \(fixed(place(mark), 1))H\(fixed(size.width, 0))\" \(mark.stroke)/>\n"
    }
    for group in groups {
      let text = group.map(\.text).joined(separator: "; ")
      out += size.text(text, x: size.width - 4, y: place(group[0]) - 0.35 * size.letter, anchor: "end", kind: "line")
    }
    return size.svg(out, vertical: (latency, "ms"), horizontal: (time, "seconds"))
  }

  private func place(_ mark: MarkedLatency) -> Double { size.height - latency.place(mark.milliseconds) }

  /// Lines that are so close that their names would overlap share one name; the highest is first.
  private var groups: [[MarkedLatency]] {
    var groups: [[MarkedLatency]] = []
    for mark in marks {
      if let last = groups.last?.last, place(mark) - place(last) < 1.6 * size.letter {
        groups[groups.count - 1].append(mark)
      } else {
        groups.append([mark])
      }
    }
    return groups
  }

  /// The slowest row of each column that has any.
  private var slowest: [Int] {
    let columns = Int(size.width / 2)
    var rows = [Int?](repeating: nil, count: columns)
    for row in table.frames.indices {
      let column = min(Int(time.place(table.arrivals[row]) / size.width * Double(columns)), columns - 1)
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
      out += "<rect x=\"\(x)\" y=\"\(fixed(size.height - latency.place(next), 2))\" width=\"2\" "
      out += "height=\"\(fixed(height, 2))\" fill=\"\(colour)\"/>"
      top = next
    }
    return out + "\n"
  }
}
