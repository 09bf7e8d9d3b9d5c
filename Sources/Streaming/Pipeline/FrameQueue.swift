/// Hands frames from one thread to another, in their order. There are few frames, so it never fills up.
final class FrameQueue {
  private let gate: Gate
  private var frames: [Frame] = []
  private var isFinished = false

  init(holding frames: [Frame] = [], capacity: Int) throws(StreamError) {
    gate = try Gate()
    self.frames.reserveCapacity(capacity)
    self.frames.append(contentsOf: frames)
  }

  func put(_ frame: Frame) {
    gate.lock()
    frames.append(frame)
    gate.wake()
    gate.unlock()
  }

  /// As `put`, but only the newest frame waits here: returns the one that waited before.
  func replace(with frame: Frame) -> Frame? {
    gate.lock()
    defer { gate.unlock() }
    let old = frames.popLast()
    frames.append(frame)
    gate.wake()
    return old
  }

  /// Waits for a frame; returns nil when none is left and none will come.
  func take() -> Frame? {
    gate.lock()
    defer { gate.unlock() }
    while frames.isEmpty, !isFinished { gate.wait() }
    return frames.isEmpty ? nil : frames.removeFirst()
  }

  /// Says that no more frames will be put.
  func finish() {
    gate.lock()
    isFinished = true
    gate.wake()
    gate.unlock()
  }

  /// Says that no more frames will be put, and that none must be taken.
  func abandon() {
    gate.lock()
    frames.removeAll(keepingCapacity: true)
    isFinished = true
    gate.wake()
    gate.unlock()
  }
}
