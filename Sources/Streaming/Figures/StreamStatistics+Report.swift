extension StreamStatistics {
  /// The figures as one line of JSON, newline included.
  public var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("frames", frames)
    json.member("received", received)
    json.member("corrupt", corrupt)
    json.member("dropped", dropped)
    json.member("late", late)
    json.member("skipped_bytes", skippedBytes)
    json.member("seconds", seconds)
    json.member("fps", framesPerSecond)
    json.key("latency_ms")
    json.percentiles(of: latency)
    json.member("paced_estimate_ms", frames > 0 ? pacedEstimate : nil)
    json.member("jitter_ms", jitter)
    json.key("stages_ms")
    json.beginObject()
    for stage in Stage.all {
      json.key(stage.name)
      json.percentiles(of: stages[stage.rawValue])
    }
    json.endObject()
    json.member("startup_ms", Double(startup) / 1e6)
    json.member("allocations_per_frame", allocationsPerFrame)
    json.endObject()
    return json.bytes + [0x0A]
  }

  /// The figures as a small table of text.
  public var table: [UInt8] {
    var text = TextWriter()
    text.line("  frames  corrupt  dropped     late       fps    jitter")
    text.column(frames.description, 8, .right)
    for count in [corrupt, dropped, late] { text.column(count.description, 9, .right) }
    text.column(framesPerSecond, decimals: 2, 10)
    text.column(jitter, decimals: 3, 10)
    text.line("\n                  mean       p50       p90       p99     p99.9       max  (ms)")
    text.row("latency", latency)
    for stage in Stage.all { text.row(stage.name, stages[stage.rawValue]) }
    if let remark = waitingRemark { text.line(remark) }
    return text.bytes
  }

  /// The line that a terminal shows while the stream runs; it fits 80 columns.
  var liveLine: [UInt8] {
    var text = TextWriter()
    text.text("frame ")
    text.integer(frames)
    text.column(framesPerSecond, decimals: 1, 7)
    text.text(" fps  ms p50")
    text.column(Double(latency.percentile(perMille: 500)) / 1e6, decimals: 1, 7)
    text.text(" p99")
    text.column(Double(latency.percentile(perMille: 990)) / 1e6, decimals: 1, 7)
    text.text(" max")
    text.column(Double(latency.maximum) / 1e6, decimals: 1, 7)
    for (name, count) in [(" drop ", dropped), (" bad ", corrupt), (" late ", late)] where count > 0 {
      text.text(name)
      text.integer(count)
    }
    return text.bytes
  }
}

extension JSONWriter {
  /// Writes the object {mean, p50, p90, p99, p999, max}, in milliseconds.
  fileprivate mutating func percentiles(of latency: LatencyHistogram) {
    beginObject()
    member("mean", latency.mean / 1e6)
    for (name, perMille) in [("p50", 500), ("p90", 900), ("p99", 990), ("p999", 999)] {
      member(name, Double(latency.percentile(perMille: perMille)) / 1e6)
    }
    member("max", Double(latency.maximum) / 1e6)
    endObject()
  }
}

extension TextWriter {
  fileprivate mutating func row(_ name: String, _ latency: LatencyHistogram) {
    text("  ")
    column(name, 10)
    column(latency.mean / 1e6, decimals: 3, 10)
    for perMille in [500, 900, 990, 999] {
      column(Double(latency.percentile(perMille: perMille)) / 1e6, decimals: 3, 10)
    }
    column(Double(latency.maximum) / 1e6, decimals: 3, 10)
    newline()
  }

  /// Appends a heading and a line of figures, in milliseconds.
  public mutating func appendTable(of latency: LatencyHistogram) {
    line("            mean       p50       p90       p99       max")
    text("  ms  ")
    column(latency.mean / 1e6, decimals: 3, 10)
    for percent in [50, 90, 99] { column(Double(latency.percentile(percent)) / 1e6, decimals: 3, 10) }
    column(Double(latency.maximum) / 1e6, decimals: 3, 10)
    newline()
  }
}
