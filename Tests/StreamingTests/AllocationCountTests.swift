import CProgram
import Foundation
import Testing

@Suite struct AllocationCountTests {
  /// Other tests allocate at the same time, so the count may be higher, never lower.
  @Test(.enabled(if: catseye_allocation_count() >= 0, "a sanitizer has an allocator of its own"))
  func takingAndGivingBackCount() {
    let rounds: Int64 = 10_000
    var blocks: [UnsafeMutableRawPointer?] = []
    let first = catseye_allocation_count()
    for _ in 0..<rounds { blocks.append(malloc(8)) }
    let taken = catseye_allocation_count()
    for block in blocks { free(block) }
    #expect(taken - first >= rounds)
    #expect(catseye_allocation_count() - taken >= rounds)
  }
}
