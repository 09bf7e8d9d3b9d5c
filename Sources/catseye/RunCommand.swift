import ByteStrings
import CProgram
import CSystem
import Engine
import Model
import Streaming

/// Reads frames from standard input, and writes masks to standard output.
enum RunCommand {
  static let options = Arguments.Options(
    command: "run",
    withValue: [
      "--model", "--input", "--size", "--range", "--matrix", "--fit", "--roi", "--smooth", "--on-corrupt", "--output",
      "--output-format", "--output-size", "--classes", "--fps", "--threads", "--cpus", "--policy", "--deadline-ms",
      "--on-late", "--stats",
      "--latency-log", "--rt-priority", "--pace", "--stride", "--plane-offsets",
      "--frame-bytes", "--edges", "--palette", "-o",
    ],
    flags: ["--scores", "--legend", "--tune", "--lock-memory"], takesPaths: true)

  static func run(_ words: [String]) throws(Failure) {
    let arguments = try Arguments(words, accepting: options)
    if arguments.flag("--help") { return try Console.write(Help.run) }
    let asJSON = try arguments.choice("--stats", of: ["text", "json"]).isSame(as: "json")
    var stream = FrameStream(try streamOptions(arguments))
    stream.latencyLog = arguments.value("--latency-log")
    stream.asJSON = asJSON
    stream.showsLine = catseye_is_terminal(2) != 0
    let pictures = try pictures(arguments)
    if pictures == nil { try checkTerminals(stream.options.output, arguments) }
    do throws(StreamError) { try FrameStream.watchSignals() } catch { throw Failure(error) }
    let start = catseye_clock()
    var engine = try Engine.load(arguments, threads: arguments.placeThreads())
    let startup = catseye_clock() - start
    try fit(&stream.options, to: engine.plan, arguments)
    arguments.becomeReady(&engine)

    var result = try result(of: stream, engine, pictures)
    catseye_service_stopping()
    result.statistics.startup = startup
    if case .deadlineMissed = result.failure {} else { try check(result, pictures) }
    if let pictures, !asJSON {
      Console.tell(summary(result.statistics, pictures))
    } else {
      Console.tell(asJSON ? result.statistics.json : result.statistics.table)
    }
    try check(result, pictures)
  }

  /// Checks the options that depend on the model's classes and channels. It is not inlined, because `run`'s stack frame has a bound.
  @inline(never)
  private static func fit(_ options: inout StreamOptions, to plan: Plan, _ arguments: Arguments) throws(Failure) {
    options.output.groups = try groups(arguments, plan.classes)
    if options.output.smooth != nil, plan.isMultilabel, !options.output.groups.isEmpty {
      throw arguments.refuse("--smooth steadies the mask, not the masks of a multi-label model's own classes")
    }
    try checkPalette(options.output.palette, plan.classes, arguments)
    try checkInput(options.input, plan.input, arguments)
  }

  /// Runs the stream to its end. It is not inlined, for the same reason.
  @inline(never)
  private static func result(
    of stream: FrameStream, _ engine: consuming Engine, _ pictures: Pictures?
  ) throws(Failure) -> FrameStream.Result {
    let clearsLine = stream.showsLine
    let show: ([UInt8]) -> Void = { Console.tell($0) }
    let tell: (String) -> Void = { Console.tell($0, clearingLine: clearsLine) }
    do throws(StreamError) {
      guard let pictures else { return try stream.run(engine, show: show, tell: tell) }
      return try stream.run(
        engine, pictures: pictures.files, to: pictures.folder, as: pictures.form, show: show, tell: tell)
    } catch {
      throw Failure(error)
    }
  }

  /// Refuses terminals: nobody types frames or reads a mask's bytes, so a pipe was forgotten.
  private static func checkTerminals(_ output: FrameOutput, _ arguments: Arguments) throws(Failure) {
    if catseye_is_terminal(0) != 0 {
      throw arguments.refuse("standard input is a terminal; pipe frames into it, or name pictures and -o")
    }
    if catseye_is_terminal(1) != 0, output.kind != .json, output.kind != .none {
      throw arguments.refuse("standard output is a terminal, and outputs are bytes; send them to a file or a program")
    }
  }

  /// A line that says what was made from the pictures; latency and jitter mean nothing for them.
  private static func summary(_ statistics: StreamStatistics, _ pictures: Pictures) -> String {
    let made = statistics.frames
    let missing = statistics.corrupt > 0 ? ", and none of \(statistics.corrupt) that cannot be used" : ""
    return "outputs of \(made) \(made == 1 ? "picture" : "pictures") are in \(pictures.folder)\(missing)"
  }

  /// Throws the failure that ended the stream, if one did.
  private static func check(_ result: FrameStream.Result, _ pictures: Pictures?) throws(Failure) {
    if let failure = result.failure { throw Failure(failure) }
    guard result.statistics.frames == 0, result.statistics.dropped == 0 else { return }
    if pictures != nil { throw Failure(status: .badData, message: "none of the pictures can be used") }
    if result.byteCount == 0 {
      guard catseye_stop_requested() == 0 else { return }  // it stopped before a camera began: no error
      throw Failure(status: .noInput, message: "standard input is empty; pipe frames into catseye run")
    }
    throw Failure(
      status: .badData,
      message:
        "no whole frame in the \(result.byteCount) bytes of standard input; MJPEG and Y4M are known by themselves, raw "
        + "frames need --input and --size"
    )
  }
}
