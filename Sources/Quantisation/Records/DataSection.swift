import Model

/// The bytes after a model's records while they are collected: weights and tables, each aligned to 64.
struct DataSection {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ weights: [Int8]) -> Int {
    let offset = align()
    bytes.append(contentsOf: weights.lazy.map { UInt8(bitPattern: $0) })
    return offset
  }

  /// Appends a table of 32-bit words, padded with zeros to `count`.
  mutating func append(words: [UInt32], count: Int) -> Int {
    let offset = align()
    for index in 0..<count {
      let word = index < words.count ? words[index] : 0
      for shift in [UInt32(0), 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    return offset
  }

  /// Appends a table with a value for each channel, padded as the channels are.
  mutating func append(_ table: [Float]) -> Int {
    let block = ModelFormat.channelBlock
    return append(words: table.map(\.bitPattern), count: (table.count + block - 1) / block * block)
  }

  private mutating func align() -> Int {
    while bytes.count % ModelFormat.alignment != 0 { bytes.append(0) }
    return bytes.count
  }
}
