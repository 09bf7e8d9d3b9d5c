/// How many frames a stream brought, and how long they took.
public struct StreamStatistics {
  /// Frames that came. Each is counted by one of the next three as well, or is still on its way.
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
  /// The time from the read that brought a frame's last byte until the last byte of its output was written.
  public private(set) var latency = LatencyHistogram()
  /// The parts of the latency, indexed by `Stage`. Each histogram takes its memory at the start.
  public private(set) var stages = Stage.all.map { _ in LatencyHistogram() }
  /// The latency without waiting: the latency of a frame that need not wait for another.
  public private(set) var work = LatencyHistogram()
  /// Nanoseconds from the start of the program's work until a model was ready to run.
  public var startup: UInt64 = 0
  /// The sum of the differences between the latencies of successive frames, in nanoseconds: how unsteadily frames leave that arrive
  /// steadily. RFC 3550 measures jitter so.
  private var differences = 0.0
  private var lastLatency: UInt64 = 0
  public private(set) var firstArrival: UInt64 = 0
  private var lastWritten: UInt64 = 0
  private var allocationsAfterFirst: Int64 = -1
  private var allocationsAfterLast: Int64 = -1

  public init() {}

  /// - Parameter allocations: how many the process has made so far; -1 where they cannot be counted.
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

  /// Seconds from the first frame's arrival to the end of the last frame.
  public var seconds: Double { Double(lastWritten - firstArrival) / 1e9 }
  public var framesPerSecond: Double { frames == 0 ? 0 : Double(frames) / max(seconds, 1e-9) }

  /// The mean difference between the latencies of successive frames, in milliseconds.
  public var jitter: Double { frames < 2 ? 0 : differences / Double(frames - 1) / 1e6 }

  /// Allocations for each frame after the first; the first one's buffers do not count. nil where they cannot be counted.
  public var allocationsPerFrame: Double? {
    guard frames > 1, allocationsAfterFirst >= 0 else { return nil }
    return Double(allocationsAfterLast - allocationsAfterFirst) / Double(frames - 1)
  }
}
