import CSystem

/// A lock, and waiting for what it guards to change.
struct Gate: ~Copyable {
  private let handle: OpaquePointer

  init() throws(StreamError) {
    guard let handle = catseye_gate_create() else { throw .outOfMemory(bytes: 128) }
    self.handle = handle
  }

  deinit { catseye_gate_destroy(handle) }

  func lock() { catseye_gate_lock(handle) }
  func unlock() { catseye_gate_unlock(handle) }
  /// With the lock held: gives it away until someone wakes, and has it again.
  func wait() { catseye_gate_wait(handle) }
  /// Wakes all that wait.
  func wake() { catseye_gate_wake(handle) }
}
