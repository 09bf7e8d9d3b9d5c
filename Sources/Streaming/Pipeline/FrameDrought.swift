/// Notices that bytes have come for two seconds but no frame.
struct FrameDrought {
  static let patience: UInt64 = 1_500_000_000  // nanoseconds from the first look, which follows 0.5 s of bytes

  private var frames = 0
  /// When bytes first came after the last frame, and how many had come before that.
  private var since: UInt64?
  private var bytesBefore: UInt64 = 0
  private var bytes: UInt64 = 0
  /// How many looks found new bytes. One alone may be what the reader had room for while the network was busy.
  private var looks = 0
  private var isTold = false

  /// - Parameters:
  ///   - bytes: of the stream so far.
  ///   - frames: whole ones so far.
  ///   - now: nanoseconds.
  /// - Returns: a line for the user, once until the next frame; else nil.
  mutating func note(bytes: UInt64, frames: Int, at now: UInt64) -> String? {
    guard frames == self.frames else {
      self = FrameDrought()
      self.frames = frames
      self.bytes = bytes
      bytesBefore = bytes
      return nil
    }
    guard bytes > self.bytes else { return nil }
    self.bytes = bytes
    looks += 1
    guard let since else {
      self.since = now
      return nil
    }
    guard !isTold, looks > 2, now - since >= FrameDrought.patience else { return nil }
    isTold = true
    return
      "\(bytes - bytesBefore) bytes came in the last \((now - since + 500_000_000) / 1_000_000_000) seconds and no "
      + "frame was in them; check what the source sends, and --input"
  }
}
