import CSystem
import Kernels

/// Memory for one purpose: the arena, prepared weights, scratch. Zeroed and prefaulted, unless it is a caller's.
/// A caller's memory stays the caller's; memory that is mapped here is unmapped with this value.
@safe
@usableFromInline
struct MemoryMapping: ~Copyable {
  @usableFromInline let base: UnsafeMutableRawPointer
  @usableFromInline let byteCount: Int
  @usableFromInline let isOwned: Bool

  /// - Parameters:
  ///   - byteCount: what is used; kernels may read `KernelTable.readSlack` past it.
  ///   - given: a caller's memory of `byteCount` bytes and the slack; nil: memory is mapped here.
  init(byteCount: Int, in given: UnsafeMutableRawBufferPointer? = nil) throws(EngineError) {
    let bytes = byteCount + KernelTable.readSlack
    unsafe precondition(given == nil || (given?.count ?? 0) >= bytes)
    guard let base = unsafe given?.baseAddress ?? catseye_map_memory(bytes) else { throw .outOfMemory(bytes: bytes) }
    unsafe self.base = unsafe base
    self.byteCount = bytes
    isOwned = unsafe given == nil
  }

  @inlinable deinit { if isOwned { unsafe catseye_unmap(base, byteCount) } }
}
