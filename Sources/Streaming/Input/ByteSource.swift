/// Where a stream's bytes come from.
public protocol ByteSource: ~Copyable {
  /// Waits for bytes and puts at least one, at most `room.count`, at the start of `room`.
  ///
  /// - Returns: how many; 0 at the stream's end.
  mutating func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(StreamError) -> Int
  /// `read` would not wait.
  var isReady: Bool { get }
  /// Waits for `isReady`, `milliseconds` at most.
  func becomesReady(within milliseconds: Int32) -> Bool
}

extension ByteSource where Self: ~Copyable {
  public func becomesReady(within milliseconds: Int32) -> Bool { isReady }
}
