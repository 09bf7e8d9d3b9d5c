import CSystem
import Vision

/// Takes frames from a reader through a processor to a sink, one after the other, until the stream or the work ends.
public struct FramePump<Reader: FrameReader & ~Copyable, Sink: ByteSink & ~Copyable>: ~Copyable {
  /// What is written in place of a corrupt frame's mask.
  public enum OnCorrupt: Equatable, Sendable {
    case skip
    /// The last mask again, so that masks stay paired with frames; before the first, that one.
    case `repeat`
  }

  public private(set) var reader: Reader
  public private(set) var statistics = StreamStatistics()
  private var processor: FrameProcessor
  private var sink: Sink
  private let onCorrupt: OnCorrupt
  /// Says one line to whoever watches.
  private let tell: (String) -> Void
  /// Frames so far, corrupt ones included.
  private var position = 0
  /// Corrupt frames before the first good one, whose masks are owed.
  private var owed = 0
  private var saidThatBytesWereSkipped = false

  public init(
    _ reader: consuming Reader, _ processor: consuming FrameProcessor, _ sink: consuming Sink,
    onCorrupt: OnCorrupt = .skip, tell: @escaping (String) -> Void
  ) {
    self.reader = reader
    self.processor = processor
    self.sink = sink
    self.onCorrupt = onCorrupt
    self.tell = tell
  }

  /// Returns at the stream's end, or after the frame during which a signal asked to stop.
  public mutating func run(log: inout LatencyLog?) throws(StreamError) {
    while catseye_stop_requested() == 0 {
      let event = try reader.next()
      if event != .end || statistics.frames > 0 { noteSkippedBytes() }  // else one line tells all
      switch event {
      case .end: return
      case .corrupt(let reason):
        if catseye_stop_requested() != 0 { return }  // what broke the frame off was the signal
        try passOver(reason)
      case .frame: try pass(&log)
      }
    }
  }

  private mutating func pass(_ log: inout LatencyLog?) throws(StreamError) {
    position += 1
    let decoded = catseye_clock()
    if statistics.frames > 0, reader.size != processor.size {
      tell(
        "frame \(position) is \(reader.size.width)x\(reader.size.height), those before it "
          + "\(processor.size.width)x\(processor.size.height); the output follows")
    }
    try processor.process(reader.rgb, size: reader.size)
    let computed = catseye_clock()
    for _ in 0...owed { try sink.write(processor.output) }
    owed = 0
    let written = catseye_clock()
    catseye_service_heartbeat()
    statistics.record(arrival: reader.arrival, written: written, allocations: catseye_allocation_count())
    let times = FrameTimes(arrival: reader.arrival, decoded: decoded, computed: computed, written: written)
    try log?.append(frame: position, times)
  }

  private mutating func passOver(_ reason: String) throws(StreamError) {
    position += 1
    statistics.corrupt += 1
    switch onCorrupt {
    case .skip: tell("frame \(position) is corrupt and left out: \(reason)")
    case .repeat where statistics.frames > 0:
      tell("frame \(position) is corrupt, the last output stands in for it: \(reason)")
      try sink.write(processor.output)
    case .repeat:
      tell("frame \(position) is corrupt, the first output will stand in for it: \(reason)")
      owed += 1
    }
  }

  /// Told once, since some streams wrap every frame; the sum is in the statistics.
  private mutating func noteSkippedBytes() {
    let count = reader.takeSkipped()
    guard count > 0 else { return }
    statistics.skippedBytes += count
    guard !saidThatBytesWereSkipped else { return }
    saidThatBytesWereSkipped = true
    tell("\(count) bytes that belong to no frame skipped before frame \(position + 1); more such are not told")
  }
}
