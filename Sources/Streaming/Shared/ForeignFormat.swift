/// A known format that is not read, and a command that turns it into one that is.
public struct ForeignFormat: Equatable, Sendable {
  public var name: String
  public var remedy: String

  static func video(_ name: String) -> ForeignFormat {
    ForeignFormat(name: name, remedy: "put ffmpeg -i - -f mjpeg -q:v 2 - before catseye, or let the camera send MJPEG")
  }

  /// Coded video without a container: what Raspberry Pi's cameras send by default.
  static func elementary(_ name: String, _ format: String) -> ForeignFormat {
    ForeignFormat(
      name: name,
      remedy: "rpicam-vid brings JPEGs with --codec mjpeg; for other sources put ffmpeg -f \(format) -i - -f mjpeg "
        + "-q:v 2 - before catseye")
  }

  static func picture(_ name: String) -> ForeignFormat {
    ForeignFormat(name: name, remedy: "ffmpeg -f image2pipe -i - -f mjpeg -q:v 2 - makes JPEGs of such pictures")
  }

  /// A format that ffmpeg can only read from a file, because it has to seek in it.
  static func file(_ name: String) -> ForeignFormat {
    ForeignFormat(
      name: name, remedy: "ffmpeg -i FILE -f mjpeg -q:v 2 - makes JPEGs of such a file; a pipe cannot bring it")
  }

  static func packed(_ name: String, _ command: String) -> ForeignFormat {
    ForeignFormat(name: name, remedy: "unpack it first, with \(command)")
  }

  static let y4m = ForeignFormat(name: "Y4M", remedy: "leave out --input, or give --input y4m")
  static let jpegs = ForeignFormat(name: "JPEGs", remedy: "leave out --input, or give --input mjpeg")
  static let page = ForeignFormat(
    name: "a web page", remedy: "take the address of the camera's stream itself, often /?action=stream or /video.mjpg")
  static let answer = ForeignFormat(
    name: "a web server's error", remedy: "check the address of the camera's stream, and its password")
  static let model = ForeignFormat(
    name: "a Catseye model", remedy: "give it with --model, and frames on standard input")
}
