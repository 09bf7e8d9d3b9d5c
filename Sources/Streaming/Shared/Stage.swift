/// The stages into which a frame's latency is divided.
public enum Stage: Int, Sendable {
  /// Waiting in buffers and queues, before and between the other stages.
  case wait
  case decode, resize
  /// The network.
  case inference
  /// Making the output from the mask.
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
