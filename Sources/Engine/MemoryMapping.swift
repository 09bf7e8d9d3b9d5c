import CSystem
import Kernels

/// Zeroed, prefaulted memory for one purpose: the arena, prepared weights, scratch.
@usableFromInline
struct MemoryMapping: ~Copyable {
  @usableFromInline let base: UnsafeMutableRawPointer
  @usableFromInline let byteCount: Int

  /// - Parameter byteCount: what is used; kernels may read a little past it.
  init(byteCount: Int) throws(EngineError) {
    let mapped = byteCount + KernelTable.readSlack
    guard let base = catseye_map_memory(mapped) else { throw .outOfMemory(bytes: mapped) }
    self.base = base
    self.byteCount = mapped
  }

  @inlinable deinit { catseye_unmap(base, byteCount) }
}
