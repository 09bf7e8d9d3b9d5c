import CSystem

/// Copies bytes so that memory ends after them, except for the padding of their alignment: a read past the end traps.
func withGuardedCopy<Result>(
  of bytes: UnsafeRawBufferPointer, alignment: Int = 4, _ body: (UnsafeRawBufferPointer) -> Result
) -> Result {
  withGuardedMemory(bytes.count, alignment: alignment) { memory in
    memory.copyMemory(from: bytes)
    return body(UnsafeRawBufferPointer(memory))
  }
}

/// Zeroed memory of this size before a page that nobody may touch (with CATSEYE_GUARD_PAGES, which tools/fuzz sets).
func withGuardedMemory<Result>(
  _ count: Int, alignment: Int, _ body: (UnsafeMutableRawBufferPointer) -> Result
) -> Result {
  let size = max((count + 63) / 64 * 64, 64)
  guard let block = catseye_map_memory(size) else { fatalError("no memory") }
  defer { catseye_unmap(block, size) }
  // before the page after it, or after the page before it; a block that begins at a page may be either
  let isAtStart = UInt(bitPattern: block) % 4096 == 0 && size % 4096 != 0
  let start = isAtStart ? block : block + size - (count + alignment - 1) / alignment * alignment
  return body(UnsafeMutableRawBufferPointer(start: start, count: count))
}
