import Vision

/// The pictures whose frames are on their way, from the thread that reads them to the one that writes their outputs.
final class PictureQueue {
  private let gate: Gate
  private var entries: [(file: PictureFile, size: PictureSize)] = []

  init() throws(StreamError) { gate = try Gate() }

  func put(_ file: PictureFile, _ size: PictureSize) {
    gate.lock()
    entries.append((file, size))
    gate.unlock()
  }

  /// Takes the picture that was put first, because frames keep their order.
  func take() -> (file: PictureFile, size: PictureSize)? {
    gate.lock()
    defer { gate.unlock() }
    return entries.isEmpty ? nil : entries.removeFirst()
  }
}
