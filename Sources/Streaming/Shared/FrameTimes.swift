/// When one frame passed its stations, by `catseye_clock`, in nanoseconds.
struct FrameTimes: Equatable {
  /// The read that brought the frame's last byte returned.
  var arrival: UInt64 = 0
  var decoding: UInt64 = 0
  var decoded: UInt64 = 0
  var resized: UInt64 = 0
  /// The network began, and ended.
  var inferring: UInt64 = 0
  var inferred: UInt64 = 0
  /// The output was begun from the mask, was ready, and was written.
  var finishing: UInt64 = 0
  var finished: UInt64 = 0
  var written: UInt64 = 0

  /// From the last byte read to the last byte written.
  var latency: UInt64 { written - arrival }

  /// The parts of the latency that a frame was worked on; the rest is waiting.
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
