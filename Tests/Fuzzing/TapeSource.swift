@testable import Streaming

/// A stream of bytes in memory; each read gives as many as it is told to.
struct TapeSource: ByteSource {
  private var rest: UnsafeRawBufferPointer
  private let chunk: Int

  init(_ bytes: UnsafeRawBufferPointer, chunk: Int) {
    rest = bytes
    self.chunk = chunk
  }

  static let chunks = [Int.max, 1, 7, 64, 1000]

  mutating func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(StreamError) -> Int {
    let count = min(room.count, chunk, rest.count)
    UnsafeMutableRawBufferPointer(room).copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    return count
  }

  var isReady: Bool { true }
}
