/// Names, given as (offset, length) into the file's string section.
/// Every read is checked against the length of the section.
@safe
struct StringReader {
  let section: UnsafeRawBufferPointer
  private(set) var overran = false
  /// The bytes of all strings so far. They are limited, because many names could refer to one long string and fill the memory.
  private var taken = 0

  init(section: UnsafeRawBufferPointer) { unsafe self.section = unsafe section }

  mutating func read(_ reader: inout FieldReader) -> String {
    let offset = reader.int()
    let length = reader.int()
    taken += length
    guard unsafe offset + length <= section.count, unsafe taken <= section.count else {
      overran = true
      return ""
    }
    return unsafe String(decoding: UnsafeRawBufferPointer(rebasing: section[offset..<offset + length]), as: UTF8.self)
  }
}

struct StringWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ string: String, to writer: inout FieldWriter) {
    writer.int(bytes.count)
    writer.int(string.utf8.count)
    bytes.append(contentsOf: string.utf8)
  }
}
