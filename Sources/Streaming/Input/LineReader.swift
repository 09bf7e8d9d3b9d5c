import Vision

/// A stream of lines and blocks of bytes, through a small buffer.
struct LineReader<Source: ByteSource & ~Copyable>: ~Copyable {
  /// Bytes of the longest line.
  static var limit: Int { 1024 }

  private(set) var input: InputStream<Source>
  private let buffer: Buffer<UInt8>
  /// buffer[start..<end] is not used yet.
  private var start = 0
  private var end = 0

  init(_ source: consuming Source) throws(VisionError) {
    let buffer = try Buffer<UInt8>(count: 64 << 10)
    input = InputStream(source)
    self.buffer = buffer
  }

  /// What is buffered, from the next byte on.
  private var rest: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: buffer.base + start, count: end - start)
  }

  /// The next line without its newline, until the next call; it is not passed yet. nil where no newline follows within
  /// `limit` bytes.
  mutating func peekLine() throws(StreamError) -> UnsafeBufferPointer<UInt8>? {
    var looked = 0
    while true {
      while unsafe looked < min(rest.count, Self.limit) {
        if unsafe rest[looked] == 0x0A { return unsafe UnsafeBufferPointer(start: buffer.base + start, count: looked) }
        looked += 1
      }
      guard looked < Self.limit, try more() else { return nil }
    }
  }

  /// Passes `count` bytes that have been peeked.
  mutating func pass(_ count: Int) { start += min(count, end - start) }

  /// Nothing is left and nothing will come.
  mutating func isAtEnd() throws(StreamError) -> Bool {
    if start < end { return false }
    return try !more()
  }

  /// Passes bytes up to the first that begins `word`: how many; all of them where it does not come.
  mutating func pass(to word: StaticString) throws(StreamError) -> Int {
    var passed = 0
    while true {
      var index = 0
      while unsafe index + word.utf8CodeUnitCount <= rest.count {
        if begins(with: word, at: index) {
          start += index
          return passed + index
        }
        index += 1
      }
      start += index
      passed += index
      guard try more() else {
        unsafe passed += rest.count
        start = end
        return passed
      }
    }
  }

  private func begins(with word: StaticString, at index: Int) -> Bool {
    for offset in 0..<word.utf8CodeUnitCount where unsafe rest[index + offset] != word.utf8Start[offset] {
      return false
    }
    return true
  }

  /// Reads until `count` bytes are at `room`, or the stream ends: how many there are.
  mutating func fill(_ room: UnsafeMutablePointer<UInt8>, _ count: Int) throws(StreamError) -> Int {
    let buffered = min(count, end - start)
    unsafe room.update(from: buffer.base + start, count: buffered)
    start += buffered
    return unsafe buffered + (try input.fill(room + buffered, count - buffered))
  }

  /// One read into the buffer; false at the end.
  private mutating func more() throws(StreamError) -> Bool {
    if start > 0 {
      unsafe buffer.base.update(from: buffer.base + start, count: end - start)
      end -= start
      start = 0
    }
    let count = unsafe try input.read(
      into: UnsafeMutableBufferPointer(start: buffer.base + end, count: buffer.count - end))
    end += count
    return count > 0
  }
}
