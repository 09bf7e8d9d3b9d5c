/// Why a picture operation could not be prepared. Once it is prepared, nothing in it can fail.
public enum VisionError: Error, Equatable {
  case outOfMemory(bytes: Int)

  public var message: String {
    switch self {
    case .outOfMemory(let bytes): "cannot get \(bytes) bytes of memory; use smaller frames or a smaller model"
    }
  }
}
