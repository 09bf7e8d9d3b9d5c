/// Writes one JSON value (RFC 8259) on one line. It puts the commas; the caller must match begins and ends.
public struct JSONWriter {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init() {}

  public mutating func beginObject() { open(0x7B) }
  public mutating func endObject() { close(0x7D) }
  public mutating func beginArray() { open(0x5B) }
  public mutating func endArray() { close(0x5D) }

  public mutating func key(_ name: String) {
    string(name)
    bytes.append(0x3A)
    needsComma = false
  }

  public mutating func string(_ value: String) {
    separate()
    bytes.append(0x22)
    for byte in value.utf8 { escape(byte) }
    bytes.append(0x22)
  }

  public mutating func integer(_ value: Int) { token(value.description) }
  /// The shortest digits that give the same value back; null for a value that JSON cannot express.
  public mutating func number(_ value: Double) { token(value.isFinite ? value.description : "null") }
  public mutating func number(_ value: Float) { token(value.isFinite ? value.description : "null") }
  public mutating func null() { token("null") }
  public mutating func yes() { token("true") }

  private mutating func token(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(0x2C) }
    needsComma = true
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x22, 0x5C: bytes.append(contentsOf: [0x5C, byte])
    case 0..<0x20:
      bytes.append(contentsOf: [0x5C, 0x75, 0x30, 0x30, 0x30 + byte >> 4, hexDigit(byte & 15)])
    default: bytes.append(byte)
    }
  }

  private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}

extension JSONWriter {
  /// Adds a member to the object that is open.
  public mutating func member(_ name: String, _ value: String) {
    key(name)
    string(value)
  }

  public mutating func member(_ name: String, _ value: Int) {
    key(name)
    integer(value)
  }

  public mutating func member(_ name: String, _ value: Double) {
    key(name)
    number(value)
  }

  /// null for nil.
  public mutating func member(_ name: String, _ value: Double?) {
    key(name)
    if let value { number(value) } else { null() }
  }
}
