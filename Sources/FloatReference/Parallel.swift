import Dispatch
import Foundation
import Synchronization

/// Divides work over all cores.
package enum Parallel {
  package static var coreCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Calls `body` for each index of 0..<count, on up to `threads` threads, and returns when all calls are done. The thread that is free
  /// takes the next index, since other programs may hold one up; `body` must not depend on which it is.
  package static func forEach(_ count: Int, threads: Int, _ body: (_ index: Int, _ thread: Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for index in 0..<count { body(index, 0) }
      return
    }
    let next = Atomic(0)
    // concurrentPerform returns after all calls, and the closures here write only to places of their own index
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let work = body
      DispatchQueue.concurrentPerform(iterations: workers) { thread in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          work(index, thread)
        }
      }
    }
  }
}
