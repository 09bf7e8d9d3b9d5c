/// Bytes that steer a fuzzer, one decision after the other; after the last byte, zeros follow.
struct Tape {
  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes[...] }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> Int { Int(rest.popFirst() ?? 0) }

  mutating func choice<Value>(of values: [Value]) -> Value { values[byte() % values.count] }

  /// All bytes that are left.
  mutating func remainder() -> UnsafeRawBufferPointer {
    defer { rest = rest[rest.endIndex...] }
    return UnsafeRawBufferPointer(rebasing: rest)
  }
}
