import CSystem
import Engine
import Streaming
import Vision

/// Frames on standard input, masks on standard output.
enum RunCommand {
  static let options = Arguments.Options(
    command: "run",
    withValue: [
      "--model", "--input", "--size", "--output", "--output-format", "--output-size", "--threads", "--cpus",
      "--on-corrupt", "--policy", "--deadline-ms", "--stats", "--latency-log", "--rt-priority",
    ],
    flags: ["--lock-memory"])

  static func run(_ words: [String]) throws(Failure) {
    let arguments = try Arguments(words, accepting: options)
    if arguments.flag("--help") { return try Console.write(Help.run) }
    let stats = try arguments.choice("--stats", of: ["text", "json"])
    let onCorrupt = try arguments.choice("--on-corrupt", of: ["skip", "repeat"])
    try refuseWhatIsToCome(arguments)
    let stream = FrameStream(
      input: try input(arguments), output: try output(arguments), repeatsOnCorrupt: onCorrupt == "repeat",
      latencyLog: arguments.value("--latency-log"))
    let start = catseye_clock()
    var engine = try Engine.load(arguments, threads: arguments.placeThreads())
    let startup = catseye_clock() - start
    arguments.becomeReady(&engine)

    var result: FrameStream.Result
    do throws(StreamError) {
      result = try stream.run(engine, tell: { Console.tell($0) })
    } catch {
      throw Failure(error)
    }
    catseye_service_stopping()
    result.statistics.startup = startup
    try check(result)
    Console.tell(stats == "json" ? result.statistics.json : result.statistics.table)
  }

  /// The failure that a stream ended with, if it did.
  private static func check(_ result: FrameStream.Result) throws(Failure) {
    if let failure = result.failure { throw Failure(failure) }
    guard result.statistics.frames == 0, catseye_stop_requested() == 0 else { return }
    if result.byteCount == 0 {
      throw Failure(status: .noInput, message: "standard input is empty; pipe frames into catseye run")
    }
    throw Failure(
      status: .badData,
      message: "no whole frame in the \(result.byteCount) bytes of standard input; check --input and --size")
  }

  private static func refuseWhatIsToCome(_ arguments: Arguments) throws(Failure) {
    if arguments.value("--deadline-ms") != nil {
      throw arguments.refuse("--deadline-ms is not part of this version; every frame is finished")
    }
    _ = try arguments.choice("--policy", of: ["every"])
  }

  private static func input(_ arguments: Arguments) throws(Failure) -> FrameStream.Input {
    let name = try arguments.choice("--input", of: ["mjpeg", "rgb24", "bgr24", "gray8"])
    let format: RawFormat
    switch name {
    case "mjpeg":
      guard arguments.value("--size") == nil else {
        throw arguments.refuse("--size belongs to raw formats; a JPEG says its own size")
      }
      return .mjpeg
    case "rgb24": format = .rgb24
    case "bgr24": format = .bgr24
    default: format = .gray8
    }
    guard let size = try arguments.size() else {
      throw arguments.refuse("--input \(name) needs --size WIDTHxHEIGHT, a raw frame does not say its own")
    }
    return .raw(format, size)
  }

  private static func output(_ arguments: Arguments) throws(Failure) -> FrameOutput {
    let name = try arguments.choice("--output", of: ["mask", "overlay", "logits", "none"])
    let wantsModelSize = try arguments.choice("--output-size", of: ["frame", "model"]) == "model"
    let output: FrameOutput
    let format: String
    switch name {
    case "overlay": (output, format) = (.overlay, "mjpeg")
    case "logits": (output, format) = (.logits, "")
    case "none": (output, format) = (.none, "")
    default: (output, format) = (.mask(atModelSize: wantsModelSize), "gray8")
    }
    if name == "overlay", wantsModelSize {
      throw arguments.refuse("--output-size model does not fit an overlay, which is as large as its frame")
    }
    if let asked = arguments.value("--output-format"), asked != format {
      throw arguments.refuse(
        "--output-format \(asked) does not fit --output \(name); this version writes masks as gray8, overlays as mjpeg")
    }
    return output
  }
}
