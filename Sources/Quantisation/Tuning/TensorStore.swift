import Foundation

/// Int8 tensors in memory; those beyond a limit are in a file without a name, which disappears with this object.
final class TensorStore {
  enum Place {
    case memory([Int8])
    case file(offset: Int, count: Int)
  }

  private let limit: Int
  private var bytes = 0
  private var descriptor: Int32 = -1
  private var end = 0
  /// Free places in the file, by their length.
  private var free: [Int: [Int]] = [:]

  /// - Parameter limit: how many bytes memory may hold.
  init(limit: Int) { self.limit = limit }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func put(_ tensor: [Int8]) -> Place {
    if bytes + tensor.count > limit, let offset = write(tensor) { return .file(offset: offset, count: tensor.count) }
    bytes += tensor.count
    return .memory(tensor)
  }

  func tensor(at place: Place) -> [Int8] {
    switch place {
    case .memory(let tensor): tensor
    case .file(let offset, let count): read(offset, count)
    }
  }

  func drop(_ place: Place) {
    switch place {
    case .memory(let tensor): bytes -= tensor.count
    case .file(let offset, let count): free[count, default: []].append(offset)
    }
  }

  /// - Returns: nil where there is no room for a file, so that memory has to hold it.
  private func write(_ tensor: [Int8]) -> Int? {
    if descriptor < 0 {
      var name = Array((NSTemporaryDirectory() + "/catseye-tensors.XXXXXX").utf8CString)
      descriptor = mkstemp(&name)
      guard descriptor >= 0 else { return nil }
      unlink(name)
    }
    let offset = free[tensor.count]?.popLast() ?? end
    let isWritten = tensor.withUnsafeBytes { whole in
      var done = 0
      while done < whole.count {
        let count = pwrite(
          descriptor, whole.baseAddress.unsafelyUnwrapped + done, whole.count - done, off_t(offset + done))
        guard count > 0 || (count < 0 && errno == EINTR) else { return false }
        done += max(count, 0)
      }
      return true
    }
    guard isWritten else {
      free[tensor.count, default: []].append(offset)
      return nil
    }
    end = max(end, offset + tensor.count)
    return offset
  }

  private func read(_ offset: Int, _ count: Int) -> [Int8] {
    [Int8](unsafeUninitializedCapacity: count) { buffer, filled in
      let whole = UnsafeMutableRawBufferPointer(buffer)
      var done = 0
      while done < count {
        let read = pread(descriptor, whole.baseAddress.unsafelyUnwrapped + done, count - done, off_t(offset + done))
        guard read > 0 || (read < 0 && errno == EINTR) else {
          fatalError("catseye-convert: the file of tensors that it wrote cannot be read again; is the disk well?")
        }
        done += max(read, 0)
      }
      filled = count
    }
  }
}
