import Kernels

/// Memory of a check: aligned to 64, with guard bytes around and the kernels' read slack behind.
final class CheckBuffer {
  private static let guardBytes = 128
  let base: UnsafeMutableRawPointer
  let count: Int
  private let whole: UnsafeMutableRawBufferPointer

  init(_ count: Int) {
    let bytes = count + 2 * CheckBuffer.guardBytes + KernelTable.readSlack
    whole = .allocate(byteCount: bytes, alignment: 64)
    whole.initializeMemory(as: UInt8.self, repeating: 0xA5)
    self.count = count
    base = (whole.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 64).unsafelyUnwrapped) + CheckBuffer.guardBytes
  }

  deinit { whole.deallocate() }

  func fill(_ next: () -> UInt8) {
    for index in 0..<count { base.storeBytes(of: next(), toByteOffset: index, as: UInt8.self) }
  }

  var int8: UnsafeMutablePointer<Int8> { base.assumingMemoryBound(to: Int8.self) }
  var int32: UnsafeMutablePointer<Int32> { base.assumingMemoryBound(to: Int32.self) }
  var float: UnsafeMutablePointer<Float> { base.assumingMemoryBound(to: Float.self) }

  /// Whether every byte is the other's, the guards among them: what no kernel should touch is still the same.
  func equals(_ other: CheckBuffer) -> Bool { whole.elementsEqual(other.whole) }

  /// Every byte, the guards among them.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(whole) }
}
