import Model

/// Why an engine could not start. Once it has started, nothing in it can fail.
public enum EngineError: Error, Equatable {
  case outOfMemory(bytes: Int)
  case cannotStartThreads(Int)
  /// The caller's arena is too small, or not aligned to 64.
  case unusableArena(bytes: Int, needed: Int)

  public var message: String {
    switch self {
    case .outOfMemory(let bytes): "cannot get \(bytes) bytes of memory"
    case .cannotStartThreads(let count):
      "cannot start \(count) threads; ask for fewer (1 to \(ThreadPool.maximum)), or raise the limit on threads"
    case .unusableArena(let bytes, let needed):
      "the arena has \(bytes) bytes; it needs \(needed), aligned to \(ModelFormat.alignment)"
    }
  }
}
