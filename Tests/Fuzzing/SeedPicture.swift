import Dataset
import Foundation

/// Small pictures by our own encoder, and one progressive JPEG, which it does not make.
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

  /// 16 x 16 pixels in several scans, by libjpeg.
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
}
