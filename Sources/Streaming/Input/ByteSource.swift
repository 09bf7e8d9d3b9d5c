/// Where a stream's bytes come from.
public protocol ByteSource: ~Copyable {
  /// Waits for bytes, and stores at least one and at most `room.count` of them at the start of `room`.
  ///
  /// - Returns: how many bytes it stored; 0 at the stream's end.
  mutating func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(StreamError) -> Int
  /// Whether `read` would return without waiting.
  var isReady: Bool { get }
  /// Waits until `isReady`, but at most `milliseconds`; returns whether it is.
  func becomesReady(within milliseconds: Int32) -> Bool
}

extension ByteSource where Self: ~Copyable {
  public func becomesReady(within milliseconds: Int32) -> Bool { isReady }
}
