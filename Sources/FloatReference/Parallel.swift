import Dispatch
import Foundation
import Synchronization

/// Work on all cores.
package enum Parallel {
  package static var coreCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Calls `body` once for each index of 0..<count, on up to `threads` threads, and returns when all are done. An index
  /// goes to whichever thread is free, since other programs may hold one of them up; `body` must not care which.
  package static func forEach(_ count: Int, threads: Int, _ body: (_ index: Int, _ thread: Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for index in 0..<count { body(index, 0) }
      return
    }
    let next = Atomic(0)
    // concurrentPerform returns when all calls have; the closures here only write to places of their own index.
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
