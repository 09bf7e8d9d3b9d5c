import Foundation
import Vision

@testable import Streaming

/// Bytes in memory; a read gives at most `chunk` of them.
struct ArraySource: ByteSource {
  var bytes: [UInt8]
  var chunk = Int.max
  var position = 0

  init(_ bytes: [UInt8], chunk: Int = .max) {
    self.bytes = bytes
    self.chunk = chunk
  }

  mutating func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(StreamError) -> Int {
    let count = min(room.count, chunk, bytes.count - position)
    for index in 0..<count { room[index] = bytes[position + index] }
    position += count
    return count
  }

  var isReady: Bool { true }
}

/// Keeps what is written, and fails after `limit` writes.
final class CollectingSink: ByteSink {
  var writes: [[UInt8]] = []
  var limit = Int.max

  func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(StreamError) {
    guard writes.count < limit else { throw .outputClosed }
    writes.append(Array(bytes))
  }
}

/// Remarks, which several threads add.
final class Remarks: @unchecked Sendable {
  private let lock = NSLock()
  private var kept: [String] = []

  func tell(_ line: String) { lock.withLock { kept.append(line) } }
  var lines: [String] { lock.withLock { kept } }
}

/// Pictures that differ, and their JPEGs.
enum TestPicture {
  static func rgb(_ size: PictureSize, seed: Int) -> [UInt8] {
    (0..<size.rgbBytes).map { UInt8(($0 / 3 % size.width * 5 + $0 / 3 / size.width * 3 + seed * 40) & 255) }
  }

  static func jpeg(_ size: PictureSize, seed: Int) throws -> [UInt8] {
    var encoder = try JPEGEncoder(for: size)
    var bytes = [UInt8](repeating: 0, count: JPEGEncoder.capacity(for: size))
    let count = try rgb(size, seed: seed).withUnsafeBufferPointer { rgb in
      try bytes.withUnsafeMutableBufferPointer { try encoder.encode(rgb, of: size, into: $0) }
    }
    return Array(bytes[..<count])
  }
}
