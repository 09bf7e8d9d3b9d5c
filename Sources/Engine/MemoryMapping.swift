import CSystem
import Kernels

/// Memory for one purpose: the arena, prepared weights, scratch. Zeroed and prefaulted, unless it is a caller's.
/// Whoever lends memory keeps it; what is mapped here is gone only with it.
@safe
@usableFromInline
struct MemoryMapping: ~Copyable {
  @usableFromInline let base: UnsafeMutableRawPointer
  @usableFromInline let byteCount: Int
  @usableFromInline let isOwned: Bool

  /// - Parameters:
  ///   - byteCount: what is used; kernels may read `KernelTable.readSlack` past it.
  ///   - given: a caller's memory of so many bytes and the slack; nil: mapped here.
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
