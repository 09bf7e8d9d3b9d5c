/// A CSV file with one row a frame: where its time went, in milliseconds.
///
/// Rows are kept in memory and written some thousand at a time, so that the log does not disturb what it measures.
public struct LatencyLog: ~Copyable {
  private static var capacity: Int { 128 << 10 }
  private static var rowLimit: Int { 256 }

  private var file: DescriptorSink
  private var rows = TextWriter()

  /// - Parameter path: a file that is created or emptied.
  public init(path: String) throws(StreamError) {
    file = try DescriptorSink.file(path)
    rows.reserve(LatencyLog.capacity)
    rows.line("frame,decode_ms,mask_ms,write_ms,latency_ms")
  }

  /// - Parameters:
  ///   - frame: its place in the stream, from 1.
  ///   - times: arrival, decoded, mask ready, written; by one clock, in nanoseconds.
  mutating func append(frame: Int, _ times: FrameTimes) throws(StreamError) {
    rows.integer(frame)
    column(times.decoded - times.arrival)
    column(times.computed - times.decoded)
    column(times.written - times.computed)
    column(times.written - times.arrival)
    rows.newline()
    if rows.bytes.count > LatencyLog.capacity - LatencyLog.rowLimit { try flush() }
  }

  public mutating func flush() throws(StreamError) {
    try file.write(rows.bytes)
    rows.removeAll()
  }

  private mutating func column(_ nanoseconds: UInt64) {
    rows.byte(0x2C)
    rows.fixed(Double(nanoseconds) / 1e6, decimals: 6)
  }
}

/// The stations of one frame.
struct FrameTimes {
  var arrival, decoded, computed, written: UInt64
}
