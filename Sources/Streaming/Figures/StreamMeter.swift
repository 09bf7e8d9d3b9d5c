/// The figures of a stream. Several threads write them, and another reads them at any time.
final class StreamMeter {
  private let gate: Gate
  private var statistics = StreamStatistics()

  init() throws(StreamError) { gate = try Gate() }

  /// Calls `body` while no other thread reads or writes the figures.
  func update<Result>(_ body: (inout StreamStatistics) -> Result) -> Result {
    gate.lock()
    defer { gate.unlock() }
    return body(&statistics)
  }
}
