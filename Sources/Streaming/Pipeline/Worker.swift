import CSystem

/// A thread with one task.
struct Worker: ~Copyable {
  private let thread: OpaquePointer
  private let body: UnsafeMutablePointer<() -> Void>

  /// - Parameter name: up to 15 characters.
  init(_ name: StaticString, _ task: @escaping () -> Void) throws(StreamError) {
    let body = UnsafeMutablePointer<() -> Void>.allocate(capacity: 1)
    body.initialize(to: task)
    let start: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
      context?.assumingMemoryBound(to: (() -> Void).self).pointee()
    }
    let text = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    guard let thread = catseye_thread_start(text, start, body) else {
      body.deinitialize(count: 1)
      body.deallocate()
      throw .cannotStartThread
    }
    self.thread = thread
    self.body = body
  }

  /// Waits for the task's end.
  consuming func join() {
    catseye_thread_join(thread)
    body.deinitialize(count: 1)
    body.deallocate()
  }
}
