import CProgram
import CSystem

/// Turns masks into the requested output and writes it, on its own thread.
final class WritingStage<Sink: ByteSink & ~Copyable> {
  private(set) var failure: StreamError?
  private(set) var log: LatencyLog?
  private var finisher: FrameFinisher
  private var sink: Sink
  private let deadline: StreamOptions.Deadline?
  private let computed, free: FrameQueue
  private let meter: StreamMeter
  private var hasOutput = false
  /// How many corrupt frames came before the first good one; its output will be written for each of them.
  private var owed = 0
  private var start: UInt64?

  init(
    _ finisher: consuming FrameFinisher, _ sink: consuming Sink, _ log: consuming LatencyLog?,
    _ options: StreamOptions, from computed: FrameQueue, to free: FrameQueue, _ meter: StreamMeter
  ) {
    self.finisher = finisher
    self.sink = sink
    self.log = log
    deadline = options.deadline
    self.computed = computed
    self.free = free
    self.meter = meter
  }

  /// - Parameter whenFailed: called if nothing more can be written.
  func run(whenFailed: () -> Void) {
    do throws(StreamError) {
      while let frame = computed.take() {
        try pass(frame)
        free.put(frame)
      }
    } catch {
      failure = error
      whenFailed()
    }
  }

  func flushLog() throws(StreamError) { try log?.flush() }

  private func pass(_ frame: Frame) throws(StreamError) {
    switch frame.fate {
    case .corrupt where hasOutput: try emit()
    case .corrupt: owed += 1
    case .late: drop()
    case .whole: try write(frame)
    }
  }

  private func write(_ frame: Frame) throws(StreamError) {
    frame.times.finishing = catseye_clock()
    try finisher.finish(frame)
    frame.times.finished = catseye_clock()
    if let deadline, deadline.onLate == .drop, deadline.isPast(frame.times, at: frame.times.finished) { return drop() }
    for _ in 0...owed { try emit() }
    owed = 0
    frame.times.written = catseye_clock()
    catseye_service_heartbeat()
    try record(frame)
  }

  /// Writes what the finisher made last. The stream's own header comes before the first output.
  private func emit() throws(StreamError) {
    if !hasOutput, !finisher.header.isEmpty { try sink.write(finisher.header) }
    hasOutput = true
    unsafe try sink.write(finisher.payload)
  }

  private func drop() {
    meter.update {
      $0.dropped += 1
      $0.recordLate()
    }
  }

  private func record(_ frame: Frame) throws(StreamError) {
    let times = frame.times
    let isLate = deadline.map { $0.isPast(times, at: times.written) } ?? false
    let allocations = catseye_allocation_count()
    meter.update {
      $0.record(times, allocations: allocations)
      if isLate { $0.recordLate() }
    }
    let start = start ?? times.arrival
    self.start = start
    try log?.append(frame: frame.position, times, start: start)
    if isLate, let deadline, deadline.onLate == .exit {
      throw .deadlineMissed(frame: frame.position, latency: times.latency, limit: deadline.nanoseconds)
    }
  }
}
