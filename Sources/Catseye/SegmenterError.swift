import Engine
import Model
import Vision

/// Why a segmenter could not be made, or why a frame could not be computed.
public enum SegmenterError: Error, Equatable {
  /// The file is no model, or cannot be opened.
  case model(ModelError, path: String)
  /// There is not enough memory, or there are not enough threads.
  case cannotStart(EngineError)
  case outOfMemory(VisionError)
  /// The frame's description is wrong, or does not fit this model; the text says in what way.
  case badFrame(String)
  /// Scores or logits were not asked for at the start, or a plane was asked for before the first frame or with too little room.
  case unavailable(String)

  /// The error in one line, without a full stop.
  public var message: String {
    switch self {
    case .model(let error, let path): "model \(path) \(error.message)"
    case .cannotStart(let error): error.message
    case .outOfMemory(let error): error.message
    case .badFrame(let reason), .unavailable(let reason): reason
    }
  }

  /// Runs `make`, which takes memory for a start, and throws its error as `cannotStart`.
  static func atStart<Value: ~Copyable>(_ make: () throws(VisionError) -> Value) throws(SegmenterError) -> Value {
    do throws(VisionError) { return try make() } catch {
      switch error {
      case .outOfMemory(let bytes): throw .cannotStart(.outOfMemory(bytes: bytes))
      }
    }
  }
}
