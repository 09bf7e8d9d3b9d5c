import Foundation

/// Zeroed memory between two pages that nobody may touch; it ends at the second page or begins after the first.
final class GuardedMemory {
  let bytes: UnsafeMutableRawBufferPointer
  private let block: UnsafeMutableRawPointer
  private let blockBytes: Int

  /// - Parameter alignment: of its first byte. Fewer bytes than this after its last one may be touched.
  init(count: Int, alignment: Int, atStart: Bool = false) {
    let page = Int(getpagesize())
    let inside = max((count + page - 1) / page, 1) * page
    blockBytes = inside + 2 * page
    guard let block = mmap(nil, blockBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), block != MAP_FAILED,
      mprotect(block + page, inside, PROT_READ | PROT_WRITE) == 0
    else { fatalError("no memory") }
    self.block = block
    let gap = atStart ? 0 : inside - (count + alignment - 1) / alignment * alignment
    bytes = UnsafeMutableRawBufferPointer(start: block + page + gap, count: count)
  }

  convenience init(copying contents: [UInt8], alignment: Int) {
    self.init(count: contents.count, alignment: alignment)
    bytes.copyBytes(from: contents)
  }

  deinit { munmap(block, blockBytes) }
}
