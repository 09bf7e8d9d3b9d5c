import Randomness

/// Drawing from a generator. The standard library's `random(in:using:)` may change its method between versions; these functions do not.
extension SplitMix64 {
  /// A generator for one thing among many: each combination of `seed` and `keys` gives a stream of its own.
  init(seed: UInt64, _ keys: Int...) {
    var mixed = seed
    for key in keys {
      var step = SplitMix64(seed: mixed ^ UInt64(bitPattern: Int64(key)) &* 0xD6E8_FEB8_6659_FD93)
      mixed = step.next()
    }
    self.init(seed: mixed)
  }

  /// Uniform in [0, 1), 53 bits.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform between `low` and `high`.
  mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

  /// True with the given probability.
  mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// Uniform in 0 ..< `bound`.
  mutating func integer(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// One of `choices`, which must not be empty.
  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[integer(below: choices.count)] }
}
