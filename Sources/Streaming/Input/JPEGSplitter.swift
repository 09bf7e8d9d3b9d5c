import Vision

/// Finds the JPEGs of a byte stream by their markers, in a buffer of fixed size.
///
///     SOI, segments by their length, SOS and entropy-coded data, more segments or scans, EOI
///
/// Some cameras leave EOI out. Where entropy-coded data are followed by the next SOI, or by the stream's end, `picture` ends there.
/// Whether the picture is complete is for its decoder to find out.
///
/// A picture that breaks off is reported. The search then goes on after its first marker, so that no whole picture is lost because
/// a broken one stands before it. Parsing resumes where it stopped, however few bytes a read brings. On average each byte is looked
/// at `timesAgain` + 1 times at most: a stream of nothing but beginnings must not cost more than another.
struct JPEGSplitter<Source: ByteSource & ~Copyable>: ~Copyable {
  enum Event: Equatable {
    /// `picture` holds a JPEG until the next call. It is complete if `hasEnd`.
    case picture
    case broken(JPEGFlaw)
    case end
  }

  enum State: Equatable { case searching, marker, entropy, delivered }

  static var readSize: Int { 64 << 10 }
  static var timesAgain: Int { 8 }

  private var input: InputStream<Source>
  let buffer: Buffer<UInt8>
  /// buffer[start..<end] is in use, buffer[start..<cursor] is parsed.
  var start = 0
  var cursor = 0
  var end = 0
  var state = State.searching
  /// Where the search goes on if the picture proves broken: after its SOI and after its whole APP segments, because a thumbnail in
  /// one of these is no frame.
  var resume = 0
  var sawScan = false
  /// Whether the last marker that was met followed entropy-coded data.
  var isBehindScan = false
  /// Whether the picture that `next` reported has its end marker.
  var hasEnd = true
  /// The end of the segment that was searched last; it may be greater than `cursor`.
  var looked = 0
  /// Bytes that were looked at again, because a beginning before them proved broken.
  private(set) var repeated = 0
  /// Whether the bytes that are skipped now belong to a broken picture, and so do not count as `skipped`.
  var isBehindBroken = false
  var skipped = 0

  /// - Parameter limit: bytes of the largest picture; memory is taken as pictures need it.
  init(_ source: consuming Source, limit: Int = 32 << 20) throws(VisionError) {
    let buffer = try Buffer<UInt8>(count: max(limit, 64))
    input = InputStream(source)
    self.buffer = buffer
  }

  var byteCount: Int { input.byteCount }
  /// When the last byte of the picture was read. For a picture inside a broken one it is when the last byte in the buffer was.
  var arrival: UInt64 { input.arrival }

  /// The picture that `next` reported.
  var picture: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: buffer.base + start, count: cursor - start)
  }

  /// Waits for the next picture, whole or broken.
  mutating func next() throws(StreamError) -> Event {
    if state == .delivered {
      start = cursor
      state = .searching
      isBehindBroken = false
    }
    while true {
      if let event = parse() { return event }
      if input.sawEnd {
        guard state != .searching else { return finish() }
        if state == .entropy {
          cursor = end
          return deliver(hasEnd: false)
        }
        return breakOff(.streamEnded, at: resume)
      }
      compact()
      if end == buffer.count { return breakOff(.tooLarge, at: resume) }
      try fill()
    }
  }

  mutating func deliver(hasEnd: Bool) -> Event {
    state = .delivered
    self.hasEnd = hasEnd
    return .picture
  }

  /// Says that the picture could not be decoded. Looks for others inside it, unless the next picture cut it off.
  ///
  /// - Returns: what is wrong with the picture; nil where its decoder knows better.
  mutating func rejectPicture() -> JPEGFlaw? {
    precondition(state == .delivered)
    let broken = !hasEnd && !(input.sawEnd && cursor == end)
    _ = breakOff(.malformed, at: broken ? cursor : resume)
    return hasEnd ? nil : broken ? .cutShort : .streamEnded
  }

  /// Goes on to the next picture if all of it has come, its end marker too. Otherwise it keeps the present one and returns false.
  mutating func passToNewerPicture() throws(StreamError) -> Bool {
    precondition(state == .delivered)
    let present = (start, cursor, resume, sawScan, looked, repeated, isBehindBroken, skipped, hasEnd)
    start = cursor
    state = .searching
    isBehindBroken = false
    while true {
      let event = parse()
      if event == .picture, hasEnd { return true }
      if event == nil, !input.sawEnd, end < buffer.count, input.isReady {
        try fill()
        continue
      }
      (start, cursor, resume, sawScan, looked, repeated, isBehindBroken, skipped, hasEnd) = present
      state = .delivered
      return false
    }
  }

  /// Bytes between pictures that were skipped since the last call.
  mutating func takeSkipped() -> Int {
    defer { skipped = 0 }
    return skipped
  }

  mutating func breakOff(_ flaw: JPEGFlaw, at position: Int) -> Event {
    start = affordable(position)
    cursor = start
    looked = start
    state = .searching
    isBehindBroken = true
    return .broken(flaw)
  }

  /// Where the search goes on: at `position`, or after everything that was looked at if too much was looked at again already.
  private mutating func affordable(_ position: Int) -> Int {
    let reached = max(cursor, looked)
    let again = max(reached - position, 0)
    // counted by the place in the stream, so that the result does not depend on how much a read brought
    let passed = input.byteCount - (end - reached)
    guard repeated + again <= Self.timesAgain * passed else { return reached }
    repeated += again
    return position
  }

  private mutating func finish() -> Event {
    skip(to: end)
    return .end
  }

  /// Moves the bytes in use to the front, once for each `readSize` bytes before them.
  private mutating func compact() {
    guard start >= Self.readSize || (end == buffer.count && start > 0) else { return }
    unsafe buffer.base.update(from: buffer.base + start, count: end - start)
    cursor -= start
    resume -= start
    looked = max(looked - start, 0)
    end -= start
    start = 0
  }

  private mutating func fill() throws(StreamError) {
    let room = min(Self.readSize, buffer.count - end)
    unsafe end += try input.read(into: UnsafeMutableBufferPointer(start: buffer.base + end, count: room))
  }
}
