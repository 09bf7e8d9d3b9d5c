/// The generator SplitMix64 (Steele, Lea and Flood, 2014): small, seedable, and the same numbers on every machine.
///
/// The standard library's own `random(in:using:)` may change its way from version to version; the methods here do not.
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A generator for one thing among many: each combination of `seed` and `keys` gives a stream of its own.
  init(seed: UInt64, _ keys: Int...) {
    var mixed = seed
    for key in keys {
      var step = SplitMix64(seed: mixed ^ UInt64(bitPattern: Int64(key)) &* 0xD6E8_FEB8_6659_FD93)
      mixed = step.next()
    }
    state = mixed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
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
