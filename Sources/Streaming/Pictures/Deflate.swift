/// Deflate (RFC 1951) with its fixed codes. It looks for runs of equal bytes only: little code for data that are mostly runs.
struct Deflate {
  private var out: [UInt8] = []
  private var pending: UInt32 = 0
  private var pendingBits: UInt32 = 0

  /// The bytes as a zlib stream (RFC 1950).
  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var coder = Deflate()
    coder.encode(bytes)
    return [0x78, 0x01] + coder.out + PNGMask.bigEndian(adler(bytes))
  }

  private mutating func encode(_ bytes: [UInt8]) {
    put(1, 1)  // the last block
    put(1, 2)  // with fixed codes
    var at = 0
    while at < bytes.count {
      var run = 1
      while at + run < bytes.count, run < 259, bytes[at + run] == bytes[at] { run += 1 }
      symbol(Int(bytes[at]))
      if run > 3 { repeatLast(run - 1) } else { run = 1 }
      at += run
    }
    symbol(256)
    if pendingBits > 0 { put(0, 8 - pendingBits) }
  }

  /// Repeats the byte before `length` times, 3 to 258.
  private mutating func repeatLast(_ length: Int) {
    if length == 258 {
      symbol(285)
    } else {
      var extra = 0
      while length - 3 >= 8 << extra { extra += 1 }
      // lengths 3 to 10 have a code each; above, four codes share each power of two
      let first = extra == 0 ? length - 3 : 4 * extra + (length - 3) >> extra
      symbol(257 + first)
      put(UInt32((length - 3) & ((1 << extra) - 1)), UInt32(extra))
    }
    put(0, 5)  // at distance 1
  }

  private mutating func symbol(_ value: Int) {
    switch value {
    case 0..<144: code(0x30 + value, 8)
    case 144..<256: code(0x190 + value - 144, 9)
    case 256..<280: code(value - 256, 7)
    default: code(0xC0 + value - 280, 8)
    }
  }

  /// Writes a Huffman code: these begin with their highest bit, and numbers with their lowest.
  private mutating func code(_ value: Int, _ bits: Int) {
    for bit in (0..<bits).reversed() { put(UInt32(value >> bit & 1), 1) }
  }

  private mutating func put(_ value: UInt32, _ bits: UInt32) {
    pending |= value << pendingBits
    pendingBits += bits
    while pendingBits >= 8 {
      out.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingBits -= 8
    }
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return high << 16 | low
  }
}
