import Engine
import Model
import Vision

/// The results of the last frame.
extension Segmenter {
  public enum Plane: Sendable {
    /// Class indices; 255 where the network saw nothing.
    case mask
    /// Scores; 0 where the network saw nothing.
    case scores
  }

  /// Calls `body` with the class of each pixel, [maskSize.height][maskSize.width]; the bytes are valid only during the call.
  public func withMask<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(unsafe engine.mask.span)
  }

  /// Calls `body` with the scores, [maskSize.height][maskSize.width]: how far the class of each pixel leads the second, as the difference
  /// of their logits in sixteenths, at most 255. Empty unless ``Options/scores`` was set.
  public func withScores<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(unsafe scores.elements.span)
  }

  /// Calls `body` with the logits, [classes][maskSize.height][maskSize.width]. Empty unless ``Options/logits`` was set.
  public func withLogits<Result, Failure: Error>(
    _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(unsafe UnsafeBufferPointer(rebasing: logits.elements[..<(keepsLogits ? logits.count : 0)]).span)
  }

  /// The mask at the last frame's own size, [height][width]: class indices, and 255 where the network saw nothing.
  ///
  /// It has the bytes that `catseye run` writes. ``copy(_:to:stride:)`` writes it into the caller's memory and allocates nothing.
  public func frameMask() throws(SegmenterError) -> [UInt8] { try frame(.mask) }

  /// The scores at the last frame's own size, [height][width]; 0 where the network saw nothing.
  public func frameScores() throws(SegmenterError) -> [UInt8] { try frame(.scores) }

  private func frame(_ plane: Plane) throws(SegmenterError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: frameSize?.pixels ?? 0)
    var failure: SegmenterError?
    unsafe bytes.withUnsafeMutableBufferPointer { (bytes) in
      do throws(SegmenterError) { try unsafe copy(plane, to: bytes) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes a plane at the last frame's own size.
  ///
  /// - Parameters:
  ///   - out: [frame height] rows of [frame width] bytes.
  ///   - stride: bytes from one row of `out` to the next; 0 for rows without a gap.
  public func copy(
    _ plane: Plane, to out: UnsafeMutableBufferPointer<UInt8>, stride: Int = 0
  ) throws(SegmenterError) {
    guard let size = frameSize else { throw .unavailable("no frame has been computed") }
    guard plane == .mask || scores.count > 0 else { throw .unavailable("scores were not asked for at the start") }
    let stride = stride == 0 ? size.width : stride
    guard (size.width...Int(Int32.max)).contains(stride) else {
      throw .unavailable("a stride of \(stride) bytes for rows of \(size.width)")
    }
    let needed = (size.height - 1) * stride + size.width
    guard let start = out.baseAddress, out.count >= needed else {
      throw .unavailable("\(out.count) bytes for a plane of \(needed)")
    }
    switch plane {
    case .mask: unsafe placement?.place(engine.mask, outside: 255, into: start, rowBytes: stride)
    case .scores: unsafe placement?.place(scores.elements, outside: 0, into: start, rowBytes: stride)
    }
  }

  /// The first byte of mask, scores and logits, for C; nil where there are none.
  package var maskStart: UnsafePointer<UInt8>? { unsafe engine.mask.baseAddress }
  package var scoresStart: UnsafePointer<UInt8>? { scores.count > 0 ? unsafe UnsafePointer(scores.base) : nil }
  package var logitsStart: UnsafePointer<Float>? { keepsLogits ? unsafe UnsafePointer(logits.base) : nil }
}
