import ByteStrings
import Model
import Streaming
import Vision

extension RunCommand {
  static func streamOptions(_ arguments: Arguments) throws(Failure) -> StreamOptions {
    var options = StreamOptions(input: try input(arguments), output: try output(arguments))
    options.padding = try padding(arguments, options.input)
    options.range = try range(arguments)
    options.matrix = try matrix(arguments)
    options.framing = Framing(try fit(arguments), region: try arguments.region())
    if let region = options.framing.region, case .raw(_, let size) = options.input, !region.lies(in: size) {
      throw arguments.refuse("--roi \(region.text) is not within the frames of \(size.width)x\(size.height)")
    }
    options.policy = try arguments.choice("--policy", of: ["every", "latest"]).isSame(as: "latest") ? .latest : .every
    options.onCorrupt =
      try arguments.choice("--on-corrupt", of: ["skip", "repeat"]).isSame(as: "repeat") ? .repeat : .skip
    options.deadline = try deadline(arguments)
    options.pace = try rate("--pace", arguments)
    guard !options.repeatsWhatIsDropped else { throw arguments.refuse(Failure.repeatsWhatIsDropped) }
    return options
  }

  private static func input(_ arguments: Arguments) throws(Failure) -> StreamOptions.Input {
    let name = try inputName(arguments)
    let size = try arguments.size()
    for format in RawFormat.all where format.name.isSame(as: name) {
      guard let size else {
        throw arguments.refuse("--input \(name) needs --size WIDTHxHEIGHT, a raw frame does not say its own")
      }
      return .raw(format, size)
    }
    guard size == nil else {
      throw arguments.refuse("--size belongs to raw formats; JPEGs and Y4M say their own size")
    }
    return name.isSame(as: "y4m") ? .y4m : name.isSame(as: "mjpeg") ? .mjpeg : .automatic
  }

  /// The input format's name: ffmpeg's, V4L2's or GStreamer's is accepted.
  private static func inputName(_ arguments: Arguments) throws(Failure) -> String {
    switch arguments.value("--input") {
    case "mjpg", "jpeg", "jpg": "mjpeg"
    case "rgb": "rgb24"
    case "bgr": "bgr24"
    case "gray", "grey": "gray8"
    case "yuyv", "yuy2": "yuyv422"
    case "uyvy": "uyvy422"
    case "i420", "yu12": "yuv420p"
    default: try arguments.choice("--input", of: ["auto", "mjpeg", "y4m"] + RawFormat.all.map { $0.name })
    }
  }

  /// The padding that --stride, --plane-offsets and --frame-bytes describe.
  private static func padding(_ arguments: Arguments, _ input: StreamOptions.Input) throws(Failure) -> RowPadding? {
    let numbers = 1...1 << 30
    let stride = try arguments.integer("--stride", in: numbers)
    let frameBytes = try arguments.integer("--frame-bytes", in: numbers)
    var offsets: [Int]?
    if let list = arguments.value("--plane-offsets") {
      offsets = list.parts(at: ",").map { Arguments.digits($0) ?? -1 }
    }
    guard stride != nil || frameBytes != nil || offsets != nil else { return nil }
    guard case .raw(let format, let size) = input else {
      throw arguments.refuse("--stride, --plane-offsets and --frame-bytes belong to raw formats")
    }
    guard let padding = RowPadding(format, size, stride: stride, offsets: offsets, frameBytes: frameBytes) else {
      throw arguments.refuse(
        "--stride, --plane-offsets or --frame-bytes do not fit \(format.name) of \(size.width)x\(size.height): rows must "
          + "hold their pixels, and planes (one offset for each but the first) must not overlap")
    }
    return padding
  }

  /// Checks that the input fits the network: a network of four channels needs frames of four bytes a pixel; others take any frame.
  static func checkInput(
    _ input: StreamOptions.Input, _ network: InputDescription, _ arguments: Arguments
  ) throws(Failure) {
    guard network.channels == 4 else { return }
    if case .raw(let format, _) = input, format.hasFourth { return }
    let name = arguments.value("--input") ?? "JPEG and Y4M"
    throw arguments.refuse(
      "the model reads four bytes a pixel, and \(name) frames have no fourth; give raw ones: --input rgba or bgra, --size WxH"
    )
  }

  private static func isYUV(_ arguments: Arguments) throws(Failure) -> Bool {
    !["auto", "mjpeg", "rgb24", "bgr24", "rgba", "bgra"].contains(try inputName(arguments))
  }

  private static func range(_ arguments: Arguments) throws(Failure) -> YUVColour.Range? {
    guard arguments.value("--range") != nil else { return nil }
    let name = try arguments.choice("--range", of: ["limited", "full"])
    guard try isYUV(arguments) else { throw arguments.refuse("--range belongs to y4m, grey and YUV frames") }
    return name.isSame(as: "full") ? .full : .limited
  }

  private static func matrix(_ arguments: Arguments) throws(Failure) -> YUVColour.Matrix? {
    guard arguments.value("--matrix") != nil else { return nil }
    let name = try arguments.choice("--matrix", of: ["bt601", "bt709"])
    guard try isYUV(arguments) else { throw arguments.refuse("--matrix belongs to y4m and YUV frames") }
    return name.isSame(as: "bt709") ? .bt709 : .bt601
  }

  private static func fit(_ arguments: Arguments) throws(Failure) -> Placement.Fit {
    switch try arguments.choice("--fit", of: ["stretch", "crop", "letterbox"]) {
    case "crop": .crop
    case "letterbox": .letterbox
    default: .stretch
    }
  }

  private static func deadline(_ arguments: Arguments) throws(Failure) -> StreamOptions.Deadline? {
    let onLate = try arguments.choice("--on-late", of: ["warn", "drop", "exit"])
    guard let limit = try arguments.integer("--deadline-ms", in: 1...3_600_000) else {
      guard arguments.value("--on-late") == nil else {
        throw arguments.refuse("--on-late \(onLate) needs --deadline-ms, which says what late is")
      }
      return nil
    }
    return StreamOptions.Deadline(
      nanoseconds: UInt64(limit) * 1_000_000,
      onLate: onLate.isSame(as: "exit") ? .exit : onLate.isSame(as: "drop") ? .drop : .warn)
  }
}
