extension StreamStatistics {
  /// The median of the latency without waiting, in milliseconds: about the latency that a camera sees if it is slower than the network.
  public var pacedEstimate: Double { Double(work.percentile(50)) / 1e6 }

  /// How many frames a second the slowest of the three threads can keep up with.
  private var sustainedRate: Double {
    func mean(_ stages: [Stage]) -> Double {
      var sum = 0.0
      for stage in stages { sum += self.stages[stage.rawValue].mean }
      return sum
    }
    return 1e9 / max(mean([.decode, .resize]), mean([.inference]), mean([.post, .write]), 1)
  }

  /// A remark where a quarter of the latency or more is waiting: the source causes it, not the network. nil elsewhere.
  var waitingRemark: String? {
    let (wait, whole) = (stages[Stage.wait.rawValue].percentile(50), latency.percentile(50))
    guard frames > 3, 4 * wait > whole, wait > 1_000_000 else { return nil }
    var text = TextWriter()
    text.text("the source was faster than the network: ")
    text.fixed(Double(wait) / 1e6, decimals: 0)
    text.text(" of ")
    text.fixed(Double(whole) / 1e6, decimals: 0)
    text.text(" ms is waiting; a camera of \(max(Int(min(sustainedRate * 0.9, 30)), 1)) fps would see about ")
    text.fixed(pacedEstimate, decimals: 0)
    text.text(" (--pace plays a file so; --policy latest keeps up with a camera)")
    return String(decoding: text.bytes, as: UTF8.self)
  }
}
