/// Where a frame's time goes.
public enum Stage: Int, Sendable {
  /// In buffers and queues, before and between the others.
  case wait
  case decode, resize
  /// The network.
  case inference
  /// Making of the mask what is written.
  case post
  case write

  static let all: [Stage] = [.wait, .decode, .resize, .inference, .post, .write]

  var name: String {
    switch self {
    case .wait: "wait"
    case .decode: "decode"
    case .resize: "resize"
    case .inference: "inference"
    case .post: "post"
    case .write: "write"
    }
  }
}
