/// One class of the mask: its index is its place in the list.
public struct ModelClass: Equatable {
  public var name: String
  public var red, green, blue: UInt8

  public init(name: String, red: UInt8, green: UInt8, blue: UInt8) {
    self.name = name
    self.red = red
    self.green = green
    self.blue = blue
  }
}

extension ModelClass {
  init(_ reader: inout FieldReader, _ strings: inout StringReader) {
    name = strings.read(&reader)
    let colour = reader.u32()
    red = UInt8(truncatingIfNeeded: colour)
    green = UInt8(truncatingIfNeeded: colour >> 8)
    blue = UInt8(truncatingIfNeeded: colour >> 16)
  }

  func write(to writer: inout FieldWriter, _ strings: inout StringWriter) {
    strings.write(name, to: &writer)
    writer.u32(UInt32(red) | UInt32(green) << 8 | UInt32(blue) << 16)
  }
}
