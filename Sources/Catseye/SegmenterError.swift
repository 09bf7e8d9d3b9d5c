import Engine
import Model
import Vision

/// Why a segmenter could not be made, or a frame not be computed.
public enum SegmenterError: Error, Equatable {
  /// A file that is no model, or cannot be opened.
  case model(ModelError, path: String)
  /// Memory or threads are short.
  case cannotStart(EngineError)
  case outOfMemory(VisionError)
  /// A frame that is none, or not one for this model; what is wrong with it.
  case badFrame(String)
  /// Scores or logits that were not asked for at the start, a plane before the first frame, or too little room for it.
  case unavailable(String)

  /// One line without a full stop.
  public var message: String {
    switch self {
    case .model(let error, let path): "model \(path) \(error.message)"
    case .cannotStart(let error): error.message
    case .outOfMemory(let error): error.message
    case .badFrame(let reason), .unavailable(let reason): reason
    }
  }

  /// Memory that a start needs beside the engine's.
  static func atStart<Value: ~Copyable>(_ make: () throws(VisionError) -> Value) throws(SegmenterError) -> Value {
    do throws(VisionError) { return try make() } catch {
      switch error {
      case .outOfMemory(let bytes): throw .cannotStart(.outOfMemory(bytes: bytes))
      }
    }
  }
}
