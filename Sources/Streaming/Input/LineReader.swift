import Vision

/// Reads a stream's lines and blocks of bytes through a small buffer.
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

  /// The bytes in the buffer, from the next one on.
  private var rest: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(start: buffer.base + start, count: end - start)
  }

  /// The next line without its newline, valid until the next call; `pass` consumes it. nil where no newline follows within `limit`
  /// bytes.
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

  /// Consumes `count` bytes that have been peeked.
  mutating func pass(_ count: Int) { start += min(count, end - start) }

  /// Whether nothing is left and nothing more will come.
  mutating func isAtEnd() throws(StreamError) -> Bool {
    if start < end { return false }
    return try !more()
  }

  /// Consumes the bytes before the first occurrence of `word`, or all of them where it does not come; returns how many.
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

  /// Reads until `count` bytes are at `room`, or the stream ends; returns how many there are.
  mutating func fill(_ room: UnsafeMutablePointer<UInt8>, _ count: Int) throws(StreamError) -> Int {
    let buffered = min(count, end - start)
    unsafe room.update(from: buffer.base + start, count: buffered)
    start += buffered
    return unsafe buffered + (try input.fill(room + buffered, count - buffered))
  }

  /// Reads once into the buffer; false at the end.
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
