/// How many frames had which latency: counts in ranges, with lines for the percentiles and the deadline.
struct DistributionChart {
  private let latencies: [Double]
  private let size: ChartSize
  private let axis: Axis
  private let marks: [MarkedLatency]

  /// - Parameter marks: latencies that get a line, besides the percentiles.
  init(_ latencies: [Double], marks: [MarkedLatency] = [], size: ChartSize) {
    self.latencies = latencies
    self.size = size
    self.marks = marks
    axis = Axis(
      to: max(latencies.max() ?? 0, marks.map(\.milliseconds).max() ?? 0) * 1.02, length: size.width)
  }

  private var counts: [Int] {
    let ranges = Int(size.width / 15)
    var counts = [Int](repeating: 0, count: ranges)
    for latency in latencies {
      counts[min(Int(axis.place(latency) / size.width * Double(ranges)), ranges - 1)] += 1
    }
    return counts
  }

  var svg: String {
    let counts = counts
    let vertical = Axis(to: Double(counts.max() ?? 1), length: size.height - 20, isWhole: true)
    let step = size.width / Double(counts.count)
    var out = ""
    for (index, count) in counts.enumerated() where count > 0 {
      let tall = max(vertical.place(Double(count)), 1)  // at least 1, so that one frame in a million can be seen
      out += "<rect x=\"\(fixed(Double(index) * step, 1))\" y=\"\(fixed(size.height - tall, 1))\" "
      out +=
        "width=\"\(fixed(step - 1, 1))\" height=\"\(fixed(tall, 1))\" fill=\"#4e79a7\"><title>\(count)</title></rect>\n"
    }
    return size.svg(
      out + percentiles + wanted, vertical: (vertical, "frames"), horizontal: (axis, "milliseconds"))
  }

  private var percentiles: String {
    var out = ""
    var free = -Double.infinity  // where the next name does not cover the one before
    for (name, value) in zip(Quantiles.names, Quantiles(latencies).values) where name != "mean" {
      let x = axis.place(value)
      out += "<path d=\"M\(fixed(x, 1)) 0V\(fixed(size.height, 0))\" stroke=\"#e15759\" stroke-dasharray=\"3 3\"/>"
      if x < free { continue }
      free = x + size.length(of: "p99.9") + size.letter
      out += size.text(name, x: x, y: -0.4 * size.letter)
    }
    return out + "\n"
  }

  /// The names of wanted latencies, in a row above that of the percentiles.
  private var wanted: String {
    marks.map { mark in
      let x = axis.place(mark.milliseconds)
      let isLeft = x + size.length(of: mark.text) < size.width
      return "<path d=\"M\(fixed(x, 1)) \(fixed(-2.4 * size.letter, 1))V\(fixed(size.height, 0))\" \(mark.stroke)/>"
        + size.text(
          mark.text, x: isLeft ? x + 4 : x - 4, y: -1.7 * size.letter, anchor: isLeft ? "start" : "end", kind: "line")
    }.joined()
  }
}
