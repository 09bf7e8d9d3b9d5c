import Dataset
import Foundation

/// Small pictures from our own encoder, and one progressive JPEG, which it does not make.
enum SeedPicture {
  static func ramp(_ width: Int, _ height: Int) -> RGBImage {
    let pixels = (0..<width * height * 3).map { UInt8(($0 / 3 % width * 9 + $0 / 3 / width * 5 + $0 % 3 * 40) & 255) }
    return RGBImage(width: width, height: height, pixels: pixels)
  }

  static func jpegs() throws -> [[UInt8]] {
    [
      try JPEG.encode(ramp(16, 16), quality: 60, subsampling: .half),
      try JPEG.encode(ramp(25, 9), quality: 95, subsampling: .none), progressive,
    ]
  }

  /// 16 x 16 pixels in several scans, written by libjpeg.
  private static let progressive = [UInt8](
    Data(
      base64Encoded: """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU\
        FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU\
        FBQUFBQUFBT/wgARCAAQABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABgf/xAAVAQEBAAAAAAAAAAAAAAAAAAABA//a\
        AAwDAQACEAMQAAABlTNizqf/xAAWEAADAAAAAAAAAAAAAAAAAAAABAX/2gAIAQEAAQUCVlCkoUlCso//xAAYEQACAwAAAAAAAAAA\
        AAAAAAAABQYhMf/aAAgBAwEBPwGNvss//8QAFxEAAwEAAAAAAAAAAAAAAAAAAAQFYf/aAAgBAgEBPwFyxp//xAAVEAEBAAAAAAAA\
        AAAAAAAAAAAAMf/aAAgBAQAGPwKIiP/EABUQAQEAAAAAAAAAAAAAAAAAAAAx/9oACAEBAAE/IZsWLN//2gAMAwEAAgADAAAAEAv/\
        xAAVEQEBAAAAAAAAAAAAAAAAAAAAof/aAAgBAwEBPxCe/8QAFREBAQAAAAAAAAAAAAAAAAAAADH/2gAIAQIBAT8Qsf/EABUQAQEA\
        AAAAAAAAAAAAAAAAAADx/9oACAEBAAE/EJSEhJT/2Q==
        """, options: .ignoreUnknownCharacters) ?? Data())

  /// Written by PIL: a palette with 4 bits, grey with 16, four channels, EXIF; and an interlaced one.
  static let pngs = [
    "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAJBAMAAAD0ltBnAAAAD1BMVEUAAACAQIBGRkYAAI7cFDzy8c+pAAAAAXRSTlMAQObYZgAAAClJREFUeJxjVGJgEGQUYGJgYGBgYIBSjAwMDC5wHpRiEWRgYPj3AFUQADrTAopGfYGEAAAAAElFTkSuQmCC",
    "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAJEAAAAABzQ07LAAAAL0lEQVR4nGNkv8AABywvECQTAw6AU4IRmcO/gAgdOCVYmF8g8XYwMDAw/DAgzygAUEQGPJqL/bIAAAAASUVORK5CYII=",
    "iVBORw0KGgoAAAANSUhEUgAAAAYAAAAFCAYAAABmWJ3mAAAAiElEQVR4nAF9AIL/AEXTQWikjBUH3cDWidFUc8kfTR90+iJiZwDnNIBDBcAPR398Hfu/9he5S4rsRrkpUvgBa4RKHQEbKqnw/VEkEW7ynXJrp4iWL2fLAswTgyXsOCC8UOY21qAb1EoyOWS6ao3J8wBbMHoUONqq3NfgT3ieRusB1qVAuGnV/0jVrTqjDw1c5AAAAABJRU5ErkJggg==",
    "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAJCAAAAAAj05KIAAAAGmVYSWZNTQAqAAAACAABARIAAwAAAAEABgAAAAAAANZnS2kAAAApSURBVHicYwxgYGBgYNBgYNBgYGBiQAIoHEYItQBTBoXDogFjbcCnDACQ+gIrFEQyXQAAAABJRU5ErkJggg==",
    "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAJCAAAAAFU1KIeAAAAOklEQVR4nGWLQQLAMAjCIPL/N4/V7jQvEYli5AhZUjkp0hMCptF2bmpx8crZDj5wZvq0xkq/4DPdKj86ggD0WhF8bwAAAABJRU5ErkJggg==",
  ].map { [UInt8](Data(base64Encoded: $0) ?? Data()) }
}
