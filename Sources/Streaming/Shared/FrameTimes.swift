/// When one frame passed each point of its way, in nanoseconds of `catseye_clock`.
struct FrameTimes: Equatable {
  /// When the read returned that brought the frame's last byte.
  var arrival: UInt64 = 0
  var decoding: UInt64 = 0
  var decoded: UInt64 = 0
  var resized: UInt64 = 0
  /// When the network began, and when it ended.
  var inferring: UInt64 = 0
  var inferred: UInt64 = 0
  /// When the output was begun, when it was ready, and when it was written.
  var finishing: UInt64 = 0
  var finished: UInt64 = 0
  var written: UInt64 = 0

  /// Nanoseconds from the last byte read to the last byte written.
  var latency: UInt64 { written - arrival }

  /// Nanoseconds that a stage took. `wait` is the rest of the latency.
  func duration(of stage: Stage) -> UInt64 {
    switch stage {
    case .wait: latency - (resized - decoding) - (inferred - inferring) - (written - finishing)
    case .decode: decoded - decoding
    case .resize: resized - decoded
    case .inference: inferred - inferring
    case .post: finished - finishing
    case .write: written - finished
    }
  }
}
