import Dispatch

/// Runs independent pieces of work on all cores.
enum Parallel {
  /// The results of `body` for 0 ..< `count`, in order.
  static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { buffer in
      // each call writes its own element
      nonisolated(unsafe) let slots = buffer
      DispatchQueue.concurrentPerform(iterations: count) { slots[$0] = body($0) }
    }
    return results.compactMap { $0 }
  }
}
