import CProgram
import CSystem

/// Watches a stream on its own thread: signals, late frames, the terminal's line.
final class StreamWatch {
  private let meter: StreamMeter
  private let limit: UInt64?
  private let showsLine: Bool
  /// Prints bytes where the user sees them.
  private let show: ([UInt8]) -> Void
  private let tell: (String) -> Void
  private let asJSON: Bool
  private var toldLate = 0
  private var drought = FrameDrought()
  private var looksAtNothing = 0
  /// How many half seconds.
  private static let patience = 6

  init(
    _ meter: StreamMeter, deadline: StreamOptions.Deadline?, showsLine: Bool, asJSON: Bool,
    show: @escaping ([UInt8]) -> Void, tell: @escaping (String) -> Void
  ) {
    self.meter = meter
    limit = deadline?.nanoseconds
    self.showsLine = showsLine
    self.asJSON = asJSON
    self.show = show
    self.tell = tell
  }

  /// Returns after `catseye_watch_close`.
  func run() {
    while true {
      switch catseye_watch(500) {
      case CATSEYE_EVENT_CLOSED:
        tellLate()
        if showsLine { show(StreamWatch.lineEnd) }
        return
      case CATSEYE_EVENT_REPORT: show(meter.update { asJSON ? $0.json : $0.table })
      case CATSEYE_EVENT_TIMEOUT:
        tellLate()
        tellDrought()
        if showsLine { show(StreamWatch.lineStart + meter.update { $0.liveLine }) }
      default: break
      }
    }
  }

  private func tellDrought() {
    let frames = meter.update { $0.received - $0.corrupt }
    if frames == 0, catseye_bytes_read() == 0 {
      looksAtNothing += 1
      if looksAtNothing == StreamWatch.patience { tell("nothing has come on standard input for 3 seconds; waiting") }
      return
    }
    if let remark = drought.note(bytes: catseye_bytes_read(), frames: frames, at: catseye_clock()) { tell(remark) }
  }

  /// Moves to the start of the terminal's line, and clears it.
  static let lineStart = Array("\r\u{1B}[K".utf8)
  private static let lineEnd = lineStart

  /// Prints one line for all frames that were late since the last such line.
  private func tellLate() {
    guard let limit else { return }
    let (late, slowest) = meter.update { ($0.late, $0.latency.maximum) }
    guard late > toldLate else { return }
    var text = TextWriter()
    text.integer(late - toldLate)
    text.text(" frames later than ")
    text.fixed(Double(limit) / 1e6, decimals: 0)
    text.text(" ms; \(late) in all")
    if slowest > 0 {
      text.text(", the slowest that was written took ")
      text.fixed(Double(slowest) / 1e6, decimals: 1)
      text.text(" ms")
    }
    tell(String(decoding: text.bytes, as: UTF8.self))
    toldLate = late
  }
}
