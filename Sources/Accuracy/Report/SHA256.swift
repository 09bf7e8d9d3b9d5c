/// The digest that `sha256sum` prints (FIPS 180-4). It is written here because the package that offers it builds a whole TLS library.
enum SHA256 {
  static func hexDigest(of bytes: [UInt8]) -> String {
    var state = initial
    let whole = bytes.count / 64 * 64
    for start in stride(from: 0, to: whole, by: 64) { compress(bytes[start..<start + 64], &state) }
    var rest = Array(bytes[whole...]) + [0x80]
    while rest.count % 64 != 56 { rest.append(0) }
    let bits = UInt64(bytes.count) * 8
    rest += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    for start in stride(from: 0, to: rest.count, by: 64) { compress(rest[start..<start + 64], &state) }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func compress(_ block: ArraySlice<UInt8>, _ state: inout [UInt32]) {
    var schedule = [UInt32](repeating: 0, count: 64)
    for (index, byte) in block.enumerated() { schedule[index / 4] |= UInt32(byte) << (24 - 8 * UInt32(index % 4)) }
    for t in 16..<64 {
      let (a, b) = (schedule[t - 15], schedule[t - 2])
      let low = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3
      let high = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10
      schedule[t] = schedule[t - 16] &+ low &+ schedule[t - 7] &+ high
    }
    var w = state
    for t in 0..<64 {
      let choice = (w[4] & w[5]) ^ (~w[4] & w[6])
      let majority = (w[0] & w[1]) ^ (w[0] & w[2]) ^ (w[1] & w[2])
      let first =
        w[7] &+ (rotated(w[4], 6) ^ rotated(w[4], 11) ^ rotated(w[4], 25)) &+ choice &+ constants[t] &+ schedule[t]
      let second = (rotated(w[0], 2) ^ rotated(w[0], 13) ^ rotated(w[0], 22)) &+ majority
      w = [first &+ second, w[0], w[1], w[2], w[3] &+ first, w[4], w[5], w[6]]
    }
    for index in 0..<8 { state[index] &+= w[index] }
  }

  private static func rotated(_ x: UInt32, _ count: UInt32) -> UInt32 { x >> count | x << (32 - count) }

  private static let primes: [Int] = (2..<312).filter { n in !(2..<n).contains { $0 * $0 <= n && n % $0 == 0 } }
  /// The first 32 bits of the fractional parts of the square roots of the first primes.
  private static let initial = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
  /// The first 32 bits of the fractional parts of their cube roots.
  private static let constants = primes.prefix(64).map { fraction(cubeRoot($0)) }

  private static func fraction(_ x: Double) -> UInt32 { UInt32((x - x.rounded(.down)) * 0x1p32) }

  /// Found by bisection in integers, so that all 32 bits of the fraction are right on every machine.
  private static func cubeRoot(_ n: Int) -> Double {
    var (low, high) = (0.0, 8.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if middle * middle * middle <= Double(n) { low = middle } else { high = middle }
    }
    return low
  }
}
