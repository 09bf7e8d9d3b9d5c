import CSystem
import Vision

/// A source whose first bytes can be looked at before they are read.
struct PeekedSource<Source: ByteSource & ~Copyable>: ByteSource, ~Copyable {
  /// How many bytes are looked at: a container names its contents within so many.
  static var capacity: Int { 64 << 10 }
  /// Nanoseconds to wait for more bytes where the first ones do not yet say what the stream is.
  static var patience: UInt64 { 500_000_000 }

  private var source: Source
  private let head: Buffer<UInt8>
  /// head[start..<end] is not read yet.
  private var start = 0
  private var end = 0
  private var sawEnd = false

  init(_ source: consuming Source) throws(VisionError) {
    let head = try Buffer<UInt8>(count: Self.capacity)
    self.head = head
    self.source = source
  }

  mutating func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(StreamError) -> Int {
    guard start < end else { return sawEnd ? 0 : unsafe try source.read(into: room) }
    let count = min(room.count, end - start)
    unsafe room.baseAddress?.update(from: head.base + start, count: count)
    start += count
    return count
  }

  var isReady: Bool { start < end || sawEnd || source.isReady }

  /// Waits for as many bytes as it takes to say what kind of stream this is.
  mutating func recognise() throws(StreamError) -> StreamKind {
    var firstCame: UInt64 = 0
    var isAll = false
    while true {
      let bytes = unsafe UnsafeBufferPointer(start: head.base, count: end)
      if let kind = unsafe StreamKind.recognise(bytes, isAll: isAll) { return kind }
      if end > 0, unsafe !StreamKind.mayBecomeY4M(bytes), !waitsForMore(since: firstCame) {
        isAll = true
        continue
      }
      let room = unsafe UnsafeMutableBufferPointer(start: head.base + end, count: head.count - end)
      let count = unsafe try source.read(into: room)
      if end == 0 { firstCame = catseye_clock() }
      end += count
      sawEnd = count == 0
      isAll = sawEnd || end == head.count
    }
  }

  var beginsWithJPEG: Bool {
    unsafe StreamStart(bytes: UnsafeBufferPointer(start: head.base, count: end)).begins([0xFF, 0xD8, 0xFF])
  }

  private func waitsForMore(since first: UInt64) -> Bool {
    let passed = catseye_clock() - first
    guard passed < Self.patience else { return false }
    return source.becomesReady(within: Int32((Self.patience - passed) / 1_000_000) + 1)
  }
}
