import CSystem

/// A thread with one task.
/// Safe: it owns the thread, and joins it before it goes.
@safe
struct Worker: ~Copyable {
  private let thread: OpaquePointer
  private let body: UnsafeMutablePointer<() -> Void>

  /// - Parameter name: up to 15 characters.
  init(_ name: StaticString, _ task: @escaping () -> Void) throws(StreamError) {
    let body = UnsafeMutablePointer<() -> Void>.allocate(capacity: 1)
    unsafe body.initialize(to: task)
    let start: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
      unsafe context?.assumingMemoryBound(to: (() -> Void).self).pointee()
    }
    let text = unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    guard let thread = unsafe catseye_thread_start(text, start, body) else {
      unsafe body.deinitialize(count: 1)
      unsafe body.deallocate()
      throw .cannotStartThread
    }
    unsafe self.thread = unsafe thread
    unsafe self.body = unsafe body
  }

  /// Waits until the task has ended.
  consuming func join() {
    unsafe catseye_thread_join(thread)
    unsafe body.deinitialize(count: 1)
    unsafe body.deallocate()
  }
}
