import CProgram
import CSystem

/// Lets frames pass as a camera would send them: the first at once, each next one a period later.
struct Pacer {
  private let rate: FrameRate
  private var start: UInt64?
  private var count: UInt64 = 0

  init(_ rate: FrameRate) { self.rate = rate }

  /// Waits until the next frame is due; returns when it passed, in nanoseconds.
  mutating func wait() -> UInt64 {
    let first = start ?? catseye_clock()
    start = first
    catseye_wait_until(first + due(count))
    count += 1
    return catseye_clock()
  }

  /// Nanoseconds from the first frame until this one is due.
  func due(_ frame: UInt64) -> UInt64 {
    let (whole, rest) = (frame * UInt64(rate.denominator)).quotientAndRemainder(dividingBy: UInt64(rate.numerator))
    return whole * 1_000_000_000 + rest * 1_000_000_000 / UInt64(rate.numerator)
  }
}
