/// How many frames took how long: counts in 60 ranges, and the percentiles over them.
struct DistributionChart {
  private static let width = 900.0
  private static let height = 200.0
  private static let ranges = 60

  private let latencies: [Double]
  private let axis: Axis

  init(_ latencies: [Double]) {
    self.latencies = latencies
    axis = Axis(to: (latencies.max() ?? 0) * 1.02, length: DistributionChart.width)
  }

  private var counts: [Int] {
    var counts = [Int](repeating: 0, count: DistributionChart.ranges)
    for latency in latencies {
      let range = axis.place(latency) / DistributionChart.width * Double(DistributionChart.ranges)
      counts[min(Int(range), DistributionChart.ranges - 1)] += 1
    }
    return counts
  }

  var svg: String {
    var out = "<svg viewBox=\"-90 -60 \(Int(DistributionChart.width) + 125) \(Int(DistributionChart.height) + 125)\">\n"
    let counts = counts
    let vertical = Axis(to: Double(counts.max() ?? 1), length: DistributionChart.height - 20)
    out += "<text x=\"-90\" y=\"-36\">frames</text>"
    for tick in vertical.ticks where tick == tick.rounded() {
      let y = fixed(DistributionChart.height - vertical.place(tick), 1)
      out += "<path d=\"M0 \(y)H\(Int(DistributionChart.width))\" stroke=\"#ddd\"/>"
      out += "<text x=\"-6\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(Axis.label(tick))</text>\n"
    }
    let step = DistributionChart.width / Double(DistributionChart.ranges)
    for (index, count) in counts.enumerated() where count > 0 {
      let tall = max(vertical.place(Double(count)), 1)  // one frame of a million is seen too
      out += "<rect x=\"\(fixed(Double(index) * step, 1))\" y=\"\(fixed(DistributionChart.height - tall, 1))\" "
      out +=
        "width=\"\(fixed(step - 1, 1))\" height=\"\(fixed(tall, 1))\" fill=\"#4e79a7\"><title>\(count)</title></rect>\n"
    }
    var free = 0.0  // where the next name does not cover the last
    for (name, value) in zip(Quantiles.names, Quantiles(latencies).values) where name != "mean" {
      let x = fixed(axis.place(value), 1)
      out += "<path d=\"M\(x) 0V\(Int(DistributionChart.height))\" stroke=\"#e15759\" stroke-dasharray=\"3 3\"/>"
      if axis.place(value) < free { continue }
      free = axis.place(value) + 60
      out += "<text x=\"\(x)\" y=\"-4\" text-anchor=\"middle\">\(name)</text>\n"
    }
    for tick in axis.ticks {
      let x = fixed(axis.place(tick), 1)
      out +=
        "<text x=\"\(x)\" y=\"\(Int(DistributionChart.height) + 26)\" text-anchor=\"middle\">\(Axis.label(tick))</text>\n"
    }
    let foot = Int(DistributionChart.height) + 58
    return out + "<text x=\"450\" y=\"\(foot)\" text-anchor=\"middle\">milliseconds</text></svg>"
  }
}
