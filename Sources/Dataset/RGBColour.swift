/// A colour with 8 bits each for red, green and blue; in JSON an array of three numbers.
public struct RGBColour: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
}

extension RGBColour: Codable {
  public init(from decoder: any Decoder) throws {
    var values = try decoder.unkeyedContainer()
    self.init(try values.decode(UInt8.self), try values.decode(UInt8.self), try values.decode(UInt8.self))
    guard values.isAtEnd else {
      throw DecodingError.dataCorruptedError(in: values, debugDescription: "a colour has three numbers, 0 to 255")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.unkeyedContainer()
    try values.encode(contentsOf: [red, green, blue])
  }
}
