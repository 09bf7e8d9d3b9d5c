/// A CSV file with one row for each frame: how long each stage took, in milliseconds.
///
/// Rows are kept in memory and written some thousand at a time, so that the log does not disturb what it measures.
public struct LatencyLog: ~Copyable {
  private static var capacity: Int { 128 << 10 }
  private static var rowLimit: Int { 256 }

  private let path: String
  private var file: DescriptorSink
  private var rows = TextWriter()

  /// - Parameter path: a file that is created or emptied.
  public init(path: String) throws(StreamError) {
    self.path = path
    file = try DescriptorSink.file(path)
    rows.reserve(LatencyLog.capacity)
    rows.line("frame,arrival_s,wait_ms,decode_ms,resize_ms,inference_ms,post_ms,write_ms,latency_ms")
  }

  /// - Parameters:
  ///   - frame: the frame's place in the stream, from 1.
  ///   - start: when the stream began, in nanoseconds of the clock of `times`.
  mutating func append(frame: Int, _ times: FrameTimes, start: UInt64) throws(StreamError) {
    rows.integer(frame)
    column(times.arrival - start, unit: 1e9)
    for stage in Stage.all { column(times.duration(of: stage), unit: 1e6) }
    column(times.latency, unit: 1e6)
    rows.newline()
    if rows.bytes.count > LatencyLog.capacity - LatencyLog.rowLimit { try flush() }
  }

  public mutating func flush() throws(StreamError) {
    do throws(StreamError) { try file.write(rows.bytes) } catch {
      guard case .writeFailed(let errno) = error else { throw error }
      throw .cannotWrite(path: path, errno: errno)
    }
    rows.removeAll()
  }

  private mutating func column(_ nanoseconds: UInt64, unit: Double) {
    rows.byte(0x2C)
    rows.fixed(Double(nanoseconds) / unit, decimals: 6)
  }
}
