extension JSONWriter {
  /// Writes a member whose value is {mean, p50, p90, p99, max}, in milliseconds.
  public mutating func member(_ name: String, _ latency: LatencyHistogram) {
    key(name)
    beginObject()
    member("mean", latency.mean / 1e6)
    member("p50", Double(latency.percentile(50)) / 1e6)
    member("p90", Double(latency.percentile(90)) / 1e6)
    member("p99", Double(latency.percentile(99)) / 1e6)
    member("max", Double(latency.maximum) / 1e6)
    endObject()
  }
}
