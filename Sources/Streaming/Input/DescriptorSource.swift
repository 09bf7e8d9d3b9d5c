import CProgram

/// The bytes of a file descriptor. A request to stop ends the stream.
public struct DescriptorSource: ByteSource {
  private let descriptor: Int32

  public init(descriptor: Int32) { self.descriptor = descriptor }

  public static var standardInput: DescriptorSource { DescriptorSource(descriptor: 0) }

  public mutating func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(StreamError) -> Int {
    let count = unsafe catseye_read(descriptor, room.baseAddress, room.count)
    guard count >= 0 else { throw .readFailed(errno: Int32(-count)) }
    return count
  }

  public var isReady: Bool { catseye_is_readable(descriptor) != 0 }

  public func becomesReady(within milliseconds: Int32) -> Bool {
    catseye_wait_readable(descriptor, milliseconds) != 0
  }
}
