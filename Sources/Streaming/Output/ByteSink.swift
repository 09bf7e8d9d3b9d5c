/// Where a stream's bytes go.
public protocol ByteSink: ~Copyable {
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(StreamError)
}

extension ByteSink where Self: ~Copyable {
  public mutating func write(_ bytes: [UInt8]) throws(StreamError) {
    // rethrowing through the closure would lose the error's type in Embedded Swift
    let result = unsafe bytes.withUnsafeBufferPointer { buffer -> Result<Void, StreamError> in
      do throws(StreamError) { return unsafe .success(try write(buffer)) } catch { return .failure(error) }
    }
    try result.get()
  }
}
