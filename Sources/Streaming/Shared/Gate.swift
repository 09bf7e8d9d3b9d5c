import CSystem

/// A lock, and waiting for what it guards to change.
/// Safe: the lock is its own, from init to deinit.
@safe
struct Gate: ~Copyable {
  private let handle: OpaquePointer

  init() throws(StreamError) {
    guard let handle = unsafe catseye_gate_create() else { throw .outOfMemory(bytes: 128) }
    unsafe self.handle = unsafe handle
  }

  deinit { unsafe catseye_gate_destroy(handle) }

  func lock() { unsafe catseye_gate_lock(handle) }
  func unlock() { unsafe catseye_gate_unlock(handle) }
  /// With the lock held: gives it away until someone wakes, and has it again.
  func wait() { unsafe catseye_gate_wait(handle) }
  /// Wakes all that wait.
  func wake() { unsafe catseye_gate_wake(handle) }
}
