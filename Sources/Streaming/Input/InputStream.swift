import CSystem

/// A source that counts its bytes and knows when the last of them came.
struct InputStream<Source: ByteSource & ~Copyable>: ~Copyable {
  private var source: Source
  private(set) var byteCount = 0
  /// When the last read that brought something returned, by `catseye_clock`.
  private(set) var arrival: UInt64 = 0
  private(set) var sawEnd = false

  init(_ source: consuming Source) { self.source = source }

  /// Whether more bytes, or the end, can be had without waiting.
  var isReady: Bool { source.isReady }

  /// Reads once; returns how many bytes that brought, 0 at the end.
  mutating func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(StreamError) -> Int {
    guard !sawEnd else { return 0 }
    let count = unsafe try source.read(into: room)
    if count > 0 { arrival = catseye_clock() }
    sawEnd = count == 0
    byteCount += count
    return count
  }

  /// Reads until `count` bytes are at `start`, or the stream ends; returns how many there are.
  mutating func fill(_ start: UnsafeMutablePointer<UInt8>, _ count: Int) throws(StreamError) -> Int {
    var filled = 0
    while filled < count {
      let more = unsafe try read(into: UnsafeMutableBufferPointer(start: start + filled, count: count - filled))
      if more == 0 { break }
      filled += more
    }
    return filled
  }
}
