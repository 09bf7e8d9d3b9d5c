import CSystem

/// A lock, and a way to wait until what it guards changes.
/// Safe: it owns the lock from init to deinit.
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
  /// Call it with the lock held: it releases the lock, waits for `wake`, and holds the lock again.
  func wait() { unsafe catseye_gate_wait(handle) }
  /// Wakes every thread that waits.
  func wake() { unsafe catseye_gate_wake(handle) }
}
