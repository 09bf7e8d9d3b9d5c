/// Reads little-endian fields one after the other. Past the end it returns zeros, and `overran` stays true.
/// Every read is checked against the length; the bytes outlive the reader, which a parser makes and ends.
@safe
public struct FieldReader {
  let bytes: UnsafeRawBufferPointer
  var offset: Int
  public private(set) var overran = false

  public init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    unsafe self.bytes = unsafe bytes
    self.offset = offset
  }

  public mutating func u32() -> UInt32 {
    guard offset >= 0, unsafe bytes.count - offset >= 4 else {
      overran = true
      return 0
    }
    defer { offset += 4 }
    return unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  public mutating func u64() -> UInt64 {
    let low = UInt64(u32())
    return low | UInt64(u32()) << 32
  }

  public mutating func i32() -> Int32 { Int32(bitPattern: u32()) }
  public mutating func f32() -> Float { Float(bitPattern: u32()) }
  public mutating func int() -> Int { Int(u32()) }
  /// A signed field as Int.
  public mutating func signed() -> Int { Int(i32()) }
}

/// Appends little-endian fields, in the form that FieldReader reads.
public struct FieldWriter {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func u32(_ value: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  public mutating func u64(_ value: UInt64) {
    u32(UInt32(truncatingIfNeeded: value))
    u32(UInt32(truncatingIfNeeded: value >> 32))
  }

  public mutating func f32(_ value: Float) { u32(value.bitPattern) }
  public mutating func int(_ value: Int) { u32(UInt32(truncatingIfNeeded: value)) }
  public mutating func signed(_ value: Int) { u32(UInt32(bitPattern: Int32(truncatingIfNeeded: value))) }

  /// Appends zeros up to a multiple of `alignment`, counted from `start` bytes before the first field.
  public mutating func pad(to alignment: Int, after start: Int = 0) {
    while (start + bytes.count) % alignment != 0 { bytes.append(0) }
  }

  public mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }
}
