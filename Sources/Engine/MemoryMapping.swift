import CSystem
import Kernels

/// Memory for one purpose: the arena, prepared weights, scratch. Zeroed and prefaulted, unless it is a caller's.
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
    precondition(given == nil || (given?.count ?? 0) >= bytes)
    guard let base = given?.baseAddress ?? catseye_map_memory(bytes) else { throw .outOfMemory(bytes: bytes) }
    self.base = base
    self.byteCount = bytes
    isOwned = given == nil
  }

  @inlinable deinit { if isOwned { catseye_unmap(base, byteCount) } }
}
