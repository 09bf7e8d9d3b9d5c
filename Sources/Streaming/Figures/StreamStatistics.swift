/// What a stream brought and how long its frames took.
public struct StreamStatistics {
  /// Frames that came: every one of them is among the next three, or still on its way.
  public var received = 0
  /// Frames whose output was written.
  public private(set) var frames = 0
  public var corrupt = 0
  /// Frames that were left out because a newer one was there, or because they were too late.
  public var dropped = 0
  /// Frames later than their deadline, dropped ones among them.
  public private(set) var late = 0
  /// Bytes that belonged to no frame.
  public var skippedBytes = 0
  /// From the read that brought the last byte of a frame to the last byte of its output written.
  public private(set) var latency = LatencyHistogram()
  /// The parts of the latency, in the order of `Stage`; each with memory of its own from the start.
  public private(set) var stages = Stage.all.map { _ in LatencyHistogram() }
  /// The latency without waiting: what a frame takes that finds nobody before it.
  public private(set) var work = LatencyHistogram()
  /// Nanoseconds from the start of the program's work to a model that is ready to run.
  public var startup: UInt64 = 0
  /// Differences between the latencies of neighbours: how unsteadily frames go out that come in steadily (RFC 3550).
  private var differences = 0.0
  private var lastLatency: UInt64 = 0
  public private(set) var firstArrival: UInt64 = 0
  private var lastWritten: UInt64 = 0
  private var allocationsAfterFirst: Int64 = -1
  private var allocationsAfterLast: Int64 = -1

  public init() {}

  /// - Parameter allocations: of the process so far; -1 where they cannot be counted.
  mutating func record(_ times: FrameTimes, allocations: Int64 = -1) {
    let duration = times.latency
    if frames == 0 {
      firstArrival = times.arrival
      allocationsAfterFirst = allocations
    } else {
      differences += Double(max(duration, lastLatency) - min(duration, lastLatency))
    }
    allocationsAfterLast = allocations
    frames += 1
    lastWritten = times.written
    lastLatency = duration
    latency.record(duration)
    work.record(duration - times.duration(of: .wait))
    for stage in Stage.all { stages[stage.rawValue].record(times.duration(of: stage)) }
  }

  mutating func recordLate() { late += 1 }

  /// From the first frame's arrival to the last one's end.
  public var seconds: Double { Double(lastWritten - firstArrival) / 1e9 }
  public var framesPerSecond: Double { frames == 0 ? 0 : Double(frames) / max(seconds, 1e-9) }

  /// The mean difference between the latencies of neighbours, in milliseconds.
  public var jitter: Double { frames < 2 ? 0 : differences / Double(frames - 1) / 1e6 }

  /// From the end of the first frame, for which buffers are placed, to the end of the last; nil where it is not known.
  public var allocationsPerFrame: Double? {
    guard frames > 1, allocationsAfterFirst >= 0 else { return nil }
    return Double(allocationsAfterLast - allocationsAfterFirst) / Double(frames - 1)
  }
}
