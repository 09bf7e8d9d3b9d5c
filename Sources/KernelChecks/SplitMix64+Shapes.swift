import Randomness

extension SplitMix64 {
  mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  mutating func flip() -> Bool { next() & 1 == 1 }

  /// -1 ..< 1
  mutating func unit() -> Float { Float(Int32(truncatingIfNeeded: next() >> 32)) * 0x1p-31 }
}
