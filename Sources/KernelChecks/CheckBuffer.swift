import Kernels

/// Memory for a check: aligned to 64, with guard bytes on both sides, and after it the slack that kernels may read.
/// It owns the memory to which its pointers lead.
@safe
final class CheckBuffer {
  private static let guardBytes = 128
  let base: UnsafeMutableRawPointer
  let count: Int
  private let whole: UnsafeMutableRawBufferPointer

  init(_ count: Int) {
    let bytes = count + 2 * CheckBuffer.guardBytes + KernelTable.readSlack
    unsafe whole = .allocate(byteCount: bytes, alignment: 64)
    unsafe whole.initializeMemory(as: UInt8.self, repeating: 0xA5)
    self.count = count
    unsafe base =
      unsafe (whole.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 64).unsafelyUnwrapped) + CheckBuffer.guardBytes
  }

  deinit { unsafe whole.deallocate() }

  func fill(_ next: () -> UInt8) {
    for index in 0..<count { unsafe base.storeBytes(of: next(), toByteOffset: index, as: UInt8.self) }
  }

  var int8: UnsafeMutablePointer<Int8> { unsafe base.assumingMemoryBound(to: Int8.self) }
  var int32: UnsafeMutablePointer<Int32> { unsafe base.assumingMemoryBound(to: Int32.self) }
  var float: UnsafeMutablePointer<Float> { unsafe base.assumingMemoryBound(to: Float.self) }

  /// Whether every byte equals the other's, guard bytes included: memory that no kernel may write is then unchanged.
  func equals(_ other: CheckBuffer) -> Bool { unsafe whole.elementsEqual(other.whole) }

  /// Every byte, guard bytes included.
  var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(whole) }
}
