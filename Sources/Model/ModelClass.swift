/// One class of the mask; its index is its position in the list.
public struct ModelClass: Equatable, Sendable {
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
  /// The name and colour of a class that nobody named. Neighbouring indices get different colours: the bits of the index are spread over
  /// the channels (PASCAL VOC).
  public init(numbered index: Int) {
    var (red, green, blue) = (0, 0, 0)
    var rest = index + 1
    for bit in stride(from: 7, to: -1, by: -1) {
      red |= (rest & 1) << bit
      green |= (rest >> 1 & 1) << bit
      blue |= (rest >> 2 & 1) << bit
      rest >>= 3
    }
    self.init(name: "class\(index)", red: UInt8(red), green: UInt8(green), blue: UInt8(blue))
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
