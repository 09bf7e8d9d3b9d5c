import Vision

/// Finds the JPEGs of a byte stream by their markers, in a buffer of fixed size.
///
///     SOI, segments by their length, SOS and entropy-coded data, more segments or scans, EOI
///
/// A picture that breaks off is reported, and the search goes on behind its first marker, so that no whole picture is
/// lost behind a broken one. Parsing takes up where it stopped, however few bytes a read brings.
public struct JPEGSplitter<Source: ByteSource & ~Copyable>: ~Copyable {
  public enum Event: Equatable {
    /// `picture` holds a JPEG, until the next call.
    case picture
    case broken(JPEGFlaw)
    case end
  }

  enum State: Equatable { case searching, marker, entropy, delivered }

  static var readSize: Int { 64 << 10 }

  var source: Source
  let buffer: Buffer<UInt8>
  /// buffer[start..<end] is in use, buffer[start..<cursor] is parsed.
  var start = 0
  var cursor = 0
  var end = 0
  var state = State.searching
  /// Where the search goes on if the picture proves broken: behind SOI, and behind whole APP segments, since the
  /// thumbnail in one is no frame.
  var resume = 0
  var sawScan = false
  /// What is skipped now belongs to a broken picture.
  var isBehindBroken = false
  private var sawEnd = false
  public private(set) var byteCount = 0
  var skipped = 0

  /// - Parameter limit: bytes of the largest picture; memory is taken as pictures need it.
  public init(_ source: consuming Source, limit: Int = 32 << 20) throws(VisionError) {
    let buffer = try Buffer<UInt8>(count: max(limit, 64))
    self.source = source
    self.buffer = buffer
  }

  /// The picture that `next` reported.
  public var picture: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: buffer.base + start, count: cursor - start)
  }

  /// Waits for the next whole or broken picture.
  public mutating func next() throws(StreamError) -> Event {
    if state == .delivered {
      start = cursor
      state = .searching
      isBehindBroken = false
    }
    while true {
      if let event = parse() { return event }
      if sawEnd {
        guard state != .searching else { return finish() }
        return breakOff(.streamEnded, at: resume)
      }
      compact()
      if end == buffer.count { return breakOff(.tooLarge, at: resume) }
      try fill()
    }
  }

  /// The picture could not be decoded: looks for others inside it.
  public mutating func rejectPicture() {
    precondition(state == .delivered)
    _ = breakOff(.malformed, at: resume)
  }

  /// Bytes between pictures that were skipped since the last call.
  public mutating func takeSkipped() -> Int {
    defer { skipped = 0 }
    return skipped
  }

  mutating func breakOff(_ flaw: JPEGFlaw, at position: Int) -> Event {
    start = position
    cursor = position
    state = .searching
    isBehindBroken = true
    return .broken(flaw)
  }

  private mutating func finish() -> Event {
    skip(to: end)
    return .end
  }

  /// Moves what is in use to the front, once for each `readSize` bytes that lie before it.
  private mutating func compact() {
    guard start >= Self.readSize || (end == buffer.count && start > 0) else { return }
    buffer.base.update(from: buffer.base + start, count: end - start)
    cursor -= start
    resume -= start
    end -= start
    start = 0
  }

  private mutating func fill() throws(StreamError) {
    let room = min(Self.readSize, buffer.count - end)
    let count = try source.read(into: UnsafeMutableBufferPointer(start: buffer.base + end, count: room))
    sawEnd = count == 0
    end += count
    byteCount += count
  }
}
