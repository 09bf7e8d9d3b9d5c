import CProgram
import Vision

/// Reads, decodes and resizes frames on its own thread, until the stream ends or a stop is requested.
final class ReadingStage<Reader: FrameReader & ~Copyable> {
  private(set) var reader: Reader
  private(set) var failure: StreamError?
  private var preparation: FramePreparation
  private let options: StreamOptions
  private let free, decoded: FrameQueue
  private let meter: StreamMeter
  private let tell: (String) -> Void
  /// How many frames have come so far, corrupt and dropped ones included.
  private var position = 0
  private var lastSize: PictureSize?
  private var saidThatBytesWereSkipped = false
  private var pacer: Pacer?

  init(
    _ reader: consuming Reader, _ preparation: consuming FramePreparation, _ options: StreamOptions,
    from free: FrameQueue, to decoded: FrameQueue, _ meter: StreamMeter, tell: @escaping (String) -> Void
  ) {
    self.reader = reader
    self.preparation = preparation
    self.options = options
    self.free = free
    self.decoded = decoded
    self.meter = meter
    self.tell = tell
    pacer = options.pace.map { Pacer($0) }
  }

  func run() {
    do throws(StreamError) { try readAll() } catch { failure = error }
    // a stop interrupted the read, so the last raw frame is incomplete
    if catseye_stop_requested() != 0, case .partialFrame = failure { failure = nil }
    decoded.finish()
  }

  private func readAll() throws(StreamError) {
    while catseye_stop_requested() == 0, let frame = free.take() {
      let due = pacer?.wait()
      let event = try reader.next(into: frame)
      if let due { frame.times.arrival = max(frame.times.arrival, due) }
      if event != .end || lastSize != nil { noteSkippedBytes() }  // if no frame came, one line says everything
      noteDropped()
      if let remark = reader.takeRemark() { tell(remark) }
      switch event {
      case .end: return free.put(frame)  // kept, because a free now would count in another frame
      case .corrupt(let reason):
        if catseye_stop_requested() != 0 { return }  // the signal interrupted the frame
        passOver(frame, reason)
      case .frame: try pass(frame)
      }
    }
  }

  private func pass(_ frame: Frame) throws(StreamError) {
    position += 1
    frame.position = position
    frame.fate = .whole
    frame.frameRate = reader.frameRate
    noteSize(of: frame)
    try preparation.prepare(frame)
    meter.update { $0.received += 1 }
    switch options.policy {
    case .every: decoded.put(frame)
    case .latest:
      guard let old = decoded.replace(with: frame) else { return }
      meter.update { $0.dropped += 1 }
      free.put(old)
    }
  }

  private func passOver(_ frame: Frame, _ reason: String) {
    position += 1
    meter.update {
      $0.received += 1
      $0.corrupt += 1
    }
    switch options.onCorrupt {
    case .skip:
      tell("frame \(position) is corrupt and left out: \(reason)")
      free.put(frame)
    case .repeat:
      tell("frame \(position) is corrupt, the \(lastSize == nil ? "first" : "last") output stands in for it: \(reason)")
      frame.fate = .corrupt
      decoded.put(frame)
    }
  }

  private func noteSize(of frame: Frame) {
    if let lastSize, lastSize != frame.size {
      tell(
        "frame \(position) is \(frame.size.width)x\(frame.size.height), those before it "
          + "\(lastSize.width)x\(lastSize.height); the output follows")
    }
    lastSize = frame.size
  }

  /// Reports skipped bytes once, since some streams wrap every frame; the statistics have their sum.
  private func noteSkippedBytes() {
    let count = reader.takeSkipped()
    guard count > 0 else { return }
    meter.update { $0.skippedBytes += count }
    guard !saidThatBytesWereSkipped else { return }
    saidThatBytesWereSkipped = true
    tell("\(count) bytes that belong to no frame skipped before frame \(position + 1); more such are not told")
  }

  private func noteDropped() {
    let count = reader.takeDropped()
    guard count > 0 else { return }
    position += count
    meter.update {
      $0.received += count
      $0.dropped += count
    }
  }
}
