import CProgram
import CSystem

/// Writes to a file descriptor at once, without a buffer.
public struct DescriptorSink: ByteSink, ~Copyable {
  @usableFromInline let descriptor: Int32
  @usableFromInline let isOwned: Bool

  private init(descriptor: Int32, isOwned: Bool) {
    self.descriptor = descriptor
    self.isOwned = isOwned
  }

  public static var standardOutput: DescriptorSink { DescriptorSink(descriptor: 1, isOwned: false) }
  public static var standardError: DescriptorSink { DescriptorSink(descriptor: 2, isOwned: false) }

  /// Creates or empties the file at `path`.
  public static func file(_ path: String) throws(StreamError) -> DescriptorSink {
    let descriptor = unsafe catseye_create_file(path)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, errno: -descriptor) }
    return DescriptorSink(descriptor: descriptor, isOwned: true)
  }

  public mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(StreamError) {
    let status = unsafe catseye_write_all(descriptor, bytes.baseAddress, bytes.count)
    guard status != 0 else { return }
    throw catseye_is_closed_pipe(-status) != 0 ? .outputClosed : .writeFailed(errno: -status)
  }

  @inlinable deinit { if isOwned { catseye_close_file(descriptor) } }
}
