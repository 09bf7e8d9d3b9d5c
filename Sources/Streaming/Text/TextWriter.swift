import ByteStrings

/// Puts text together byte by byte, without Foundation. It keeps the memory that it has reserved.
public struct TextWriter {
  public enum Alignment: Sendable { case left, right }

  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  public mutating func byte(_ value: UInt8) { bytes.append(value) }
  public mutating func newline() { bytes.append(0x0A) }
  public mutating func text(_ value: String) { bytes.append(contentsOf: value.utf8) }
  public mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }
  public mutating func line(_ value: String) {
    text(value)
    newline()
  }

  /// Pads with spaces on one side up to `width`; a longer value is written whole.
  public mutating func column(_ value: String, _ width: Int, _ alignment: Alignment = .left) {
    let padding = max(width - value.scalarCount, 0)
    if alignment == .right { spaces(padding) }
    text(value)
    if alignment == .left { spaces(padding) }
  }

  /// A number in a column of its own, right-aligned.
  public mutating func column(_ value: Double, decimals: Int, _ width: Int) {
    var number = TextWriter()
    number.fixed(value, decimals: decimals)
    spaces(max(width - number.bytes.count, 0))
    bytes.append(contentsOf: number.bytes)
  }

  public mutating func spaces(_ count: Int) {
    for _ in 0..<count { bytes.append(0x20) }
  }

  public mutating func integer(_ value: Int) {
    if value < 0 { bytes.append(0x2D) }
    digits(UInt64(value.magnitude), atLeast: 1)
  }

  /// Rounds to `decimals` (0 ... 9) places; writes "-" for a value that is not finite or too large.
  public mutating func fixed(_ value: Double, decimals: Int) {
    var unit: UInt64 = 1
    for _ in 0..<decimals { unit *= 10 }
    let scaled = (value.magnitude * Double(unit)).rounded()
    guard scaled < 1e18 else { return byte(0x2D) }  // false for NaN as well
    let whole = UInt64(scaled)
    if value < 0, whole > 0 { bytes.append(0x2D) }
    digits(whole / unit, atLeast: 1)
    guard decimals > 0 else { return }
    bytes.append(0x2E)
    digits(whole % unit, atLeast: decimals)
  }

  private mutating func digits(_ value: UInt64, atLeast count: Int) {
    var power: UInt64 = 1
    var places = 1
    while places < count || value / power >= 10 {
      power *= 10
      places += 1
    }
    while power > 0 {
      bytes.append(0x30 + UInt8(value / power % 10))
      power /= 10
    }
  }
}
