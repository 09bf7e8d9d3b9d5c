/// The figures of a stream, which several threads write and whoever watches reads.
final class StreamMeter {
  private let gate: Gate
  private var statistics = StreamStatistics()

  init() throws(StreamError) { gate = try Gate() }

  /// Calls `body` while nobody else writes.
  func update<Result>(_ body: (inout StreamStatistics) -> Result) -> Result {
    gate.lock()
    defer { gate.unlock() }
    return body(&statistics)
  }
}
