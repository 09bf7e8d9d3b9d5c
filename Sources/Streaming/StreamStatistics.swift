/// What a stream brought and how long its frames took.
public struct StreamStatistics {
  /// Frames whose mask was written.
  public var frames = 0
  public var corrupt = 0
  /// Frames that were left out because a newer one was there.
  public var dropped = 0
  /// Bytes that belonged to no frame.
  public var skippedBytes = 0
  /// From the last byte of a frame, when its turn had come, to the last byte of its mask written.
  public var latency = LatencyHistogram()
  /// Nanoseconds from the start of the program's work to a model that is ready to run.
  public var startup: UInt64 = 0
  public private(set) var firstArrival: UInt64 = 0
  private var lastWritten: UInt64 = 0
  private var allocationsAfterFirst: Int64 = -1
  private var allocationsAfterLast: Int64 = -1

  public init() {}

  /// - Parameter allocations: of the process so far; -1 where they cannot be counted.
  public mutating func record(arrival: UInt64, written: UInt64, allocations: Int64 = -1) {
    if frames == 0 {
      firstArrival = arrival
      allocationsAfterFirst = allocations
    }
    allocationsAfterLast = allocations
    frames += 1
    lastWritten = written
    latency.record(written - arrival)
  }

  /// From the first frame's arrival to the last one's end.
  public var seconds: Double { Double(lastWritten - firstArrival) / 1e9 }
  public var framesPerSecond: Double { frames == 0 ? 0 : Double(frames) / max(seconds, 1e-9) }

  /// From the end of the first frame, for which buffers are placed, to the end of the last; nil where it is not known.
  public var allocationsPerFrame: Double? {
    guard frames > 1, allocationsAfterFirst >= 0 else { return nil }
    return Double(allocationsAfterLast - allocationsAfterFirst) / Double(frames - 1)
  }

  /// One line of JSON.
  public var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("frames", frames)
    json.member("corrupt", corrupt)
    json.member("dropped", dropped)
    json.member("skipped_bytes", skippedBytes)
    json.member("seconds", seconds)
    json.member("fps", framesPerSecond)
    json.member("latency_ms", latency)
    json.member("startup_ms", Double(startup) / 1e6)
    json.member("allocations_per_frame", allocationsPerFrame)
    json.endObject()
    return json.bytes + [0x0A]
  }

  /// A small table.
  public var table: [UInt8] {
    var text = TextWriter()
    text.line("  frames  corrupt  dropped       fps")
    text.column(frames.description, 8, .right)
    text.column(corrupt.description, 9, .right)
    text.column(dropped.description, 9, .right)
    text.column(framesPerSecond, decimals: 2, 10)
    text.newline()
    text.appendTable(of: latency)
    return text.bytes
  }
}

extension TextWriter {
  /// Heading and figures in milliseconds.
  public mutating func appendTable(of latency: LatencyHistogram) {
    line("            mean       p50       p90       p99       max")
    text("  ms  ")
    column(latency.mean / 1e6, decimals: 3, 10)
    for percent in [50, 90, 99] { column(Double(latency.percentile(percent)) / 1e6, decimals: 3, 10) }
    column(Double(latency.maximum) / 1e6, decimals: 3, 10)
    newline()
  }
}
