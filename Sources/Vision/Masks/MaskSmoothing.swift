import Model

/// Makes masks steadier: gives each pixel the class whose logits were closest to the largest ones over the last frames.
///
///     lag   = min(16 · (largest logit - logit), 255), rounded to nearest, ties to even     one byte for each class and pixel
///     sum   = the sum of the lags of the last N frames                                      16 bits
///     class = the class with the smallest sum, the first of equals
///
/// A lag counts 255 at most, so that a few frames outvote a single one in which another class won by chance. A frame has no effect on
/// masks N frames later. Lags and sums are integers, so masks are the same on every machine, as logits are.
@safe
public struct MaskSmoothing: ~Copyable {
  /// How many frames can be averaged: the sum of so many lags fits 16 bits.
  public static var frameCounts: ClosedRange<Int> { 2...64 }
  /// How many pixels are computed at a time, so that their sums stay in the cache.
  private static var block: Int { 2048 }

  private let frames, classes, pixels: Int
  /// [frames][classes][pixels]
  private let lags: Buffer<UInt8>
  /// [classes][pixels]
  private let sums: Buffer<UInt16>
  /// The largest logit of each pixel of a block: [block].
  private let largest: Buffer<Float>
  /// The smallest sum of each pixel of a block, and the second smallest: [block].
  private let smallest, second: Buffer<UInt16>
  /// The index in `lags` of the oldest frame, which the next frame replaces.
  private var slot = 0
  /// How many frames `lags` holds, `frames` at most.
  private var filled = 0

  /// - Parameters:
  ///   - frames: how many frames vote, one of `frameCounts`.
  ///   - classes: 1 or more.
  ///   - pixels: of a mask, 1 or more.
  /// - Throws: `VisionError`, if there is no memory for `frames` bytes for each class and pixel.
  public init(frames: Int, classes: Int, pixels: Int) throws(VisionError) {
    precondition(MaskSmoothing.frameCounts.contains(frames) && classes > 0 && pixels > 0)
    let lags = try Buffer<UInt8>(count: frames * classes * pixels)
    let sums = try Buffer<UInt16>(count: classes * pixels)
    let largest = try Buffer<Float>(count: MaskSmoothing.block)
    let smallest = try Buffer<UInt16>(count: MaskSmoothing.block)
    let second = try Buffer<UInt16>(count: MaskSmoothing.block)
    self.frames = frames
    self.classes = classes
    self.pixels = pixels
    self.lags = lags
    self.sums = sums
    self.largest = largest
    self.smallest = smallest
    self.second = second
  }

  /// Takes the next frame's logits, and writes the class of each pixel.
  ///
  /// - Parameters:
  ///   - logits: [classes][pixels].
  ///   - mask: [pixels], receives the class indices.
  ///   - margins: [pixels], receives the lead of the class over the second, in sixteenths of a logit, as the mean over the frames; nil
  ///     if margins are not wanted.
  public mutating func add(
    _ logits: UnsafeBufferPointer<Float>, mask: UnsafeMutableBufferPointer<UInt8>,
    margins: UnsafeMutableBufferPointer<UInt8>?
  ) {
    precondition(logits.count == classes * pixels && mask.count == pixels)
    unsafe precondition(margins == nil || margins?.count == pixels)
    guard let scores = logits.baseAddress, let out = mask.baseAddress else { return }
    filled = min(filled + 1, frames)
    for start in stride(from: 0, to: pixels, by: MaskSmoothing.block) {
      let count = min(MaskSmoothing.block, pixels - start)
      unsafe addLags(scores + start, start, count)
      unsafe vote(start, count, into: out + start)
      if let margins = unsafe margins?.baseAddress { unsafe writeMargins(count, into: margins + start) }
    }
    slot = slot + 1 == frames ? 0 : slot + 1
  }

  /// Replaces the oldest frame's lags of a block by those of the new frame, in the sums too.
  private func addLags(_ scores: UnsafePointer<Float>, _ start: Int, _ count: Int) {
    let largest = unsafe largest.base
    unsafe largest.update(from: scores, count: count)
    for index in 1..<max(classes, 1) {
      let plane = unsafe scores + index * pixels
      for pixel in 0..<count {
        unsafe largest[pixel] = unsafe plane[pixel] > largest[pixel] ? plane[pixel] : largest[pixel]
      }
    }
    for index in 0..<classes {
      let plane = unsafe scores + index * pixels
      let kept = unsafe lags.base + (slot * classes + index) * pixels + start
      let sum = unsafe sums.base + index * pixels + start
      for pixel in 0..<count {
        let lag = unsafe MaskSmoothing.byte((largest[pixel] - plane[pixel]) * 16)
        unsafe sum[pixel] = unsafe sum[pixel] &+ UInt16(lag) &- UInt16(kept[pixel])
        unsafe kept[pixel] = lag
      }
    }
  }

  /// Rounds `value`, which is 0 or more, to the nearest byte. The sum of a value and 2^23 has the rounded integer in its last bits
  /// (IEEE 754, ties to even). A NaN becomes 255.
  private static func byte(_ value: Float) -> UInt8 {
    UInt8(truncatingIfNeeded: ((value < 255 ? value : 255) + 0x1p23).bitPattern)
  }

  private func vote(_ start: Int, _ count: Int, into mask: UnsafeMutablePointer<UInt8>) {
    let (smallest, second) = unsafe (smallest.base, second.base)
    unsafe smallest.update(from: sums.base + start, count: count)
    unsafe second.update(repeating: .max, count: count)
    unsafe mask.update(repeating: 0, count: count)
    for index in 1..<max(classes, 1) {
      let sum = unsafe sums.base + index * pixels + start
      for pixel in 0..<count {
        let (next, least) = unsafe (sum[pixel], smallest[pixel])
        unsafe second[pixel] = unsafe min(second[pixel], max(next, least))
        unsafe mask[pixel] = unsafe next < least ? UInt8(truncatingIfNeeded: index) : mask[pixel]
        unsafe smallest[pixel] = min(next, least)
      }
    }
  }

  private func writeMargins(_ count: Int, into margins: UnsafeMutablePointer<UInt8>) {
    for pixel in 0..<count {
      let lead = unsafe Int(second[pixel]) - Int(smallest[pixel])
      unsafe margins[pixel] = UInt8(truncatingIfNeeded: min((2 * lead + filled) / (2 * filled), 255))
    }
  }
}
