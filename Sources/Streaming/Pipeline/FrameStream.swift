import CProgram
import Engine
import Model
import Vision

/// All that `catseye run` does, from standard input to standard output.
public struct FrameStream {
  /// How a stream ended.
  public struct Result {
    public var statistics: StreamStatistics
    /// How many bytes were read.
    public var byteCount: Int
    /// Why the stream stopped before its end; nil if it did not.
    public var failure: StreamError?
  }

  public var options: StreamOptions
  /// The path of a CSV file with a row for each frame; nil: none is written.
  public var latencyLog: String?
  /// Whether the terminal shows a line of figures while the stream runs.
  public var showsLine = false
  /// Whether SIGUSR1 prints the figures so far as JSON, and not as a table.
  public var asJSON = false

  public init(_ options: StreamOptions) { self.options = options }

  /// Takes over the process's signals. Call it before any thread is started, an engine's threads too.
  public static func watchSignals() throws(StreamError) {
    guard catseye_watch_open() == 0 else { throw .cannotStartThread }
  }

  /// - Parameters:
  ///   - show: prints bytes where the user sees them.
  ///   - tell: prints one line about something that is wrong but does not end the stream.
  /// - Throws: the reason why the stream cannot begin.
  public func run(
    _ engine: consuming Engine, show: @escaping ([UInt8]) -> Void, tell: @escaping (String) -> Void
  ) throws(StreamError) -> Result {
    // each reader is named here, so that the compiler specialises the loops over its bytes
    switch options.input {
    case .automatic, .mjpeg, .y4m:
      return try finish(automaticReader(), engine, DescriptorSink.standardOutput, show, tell)
    case .raw(let format, let size):
      return try finish(rawReader(format, size), engine, DescriptorSink.standardOutput, show, tell)
    }
  }

  /// As `run`, with files instead of standard input, and a file for each output.
  ///
  /// - Parameters:
  ///   - folder: where outputs are written, each with its picture's name.
  ///   - form: PNG or PGM for masks, JPEG for overlays.
  public func run(
    _ engine: consuming Engine, pictures: [PictureFile], to folder: String, as form: PictureForm,
    show: @escaping ([UInt8]) -> Void, tell: @escaping (String) -> Void
  ) throws(StreamError) -> Result {
    let queue = try PictureQueue()
    let plan = engine.plan
    let maskSize = options.output.atModelSize ? PictureSize(width: plan.maskWidth, height: plan.maskHeight) : nil
    let palette = options.output.shown(plan.classes)
    let sink = PictureSink(folder: folder, form: form, queue: queue, palette: palette, maskSize: maskSize)
    let reader = try StreamError.of { () throws(VisionError) in try PictureReader(pictures, queue: queue) }
    return try finish(reader, engine, sink, show, tell)
  }

  private func automaticReader() throws(StreamError) -> AutomaticReader<DescriptorSource> {
    let expected: StreamKind? =
      switch options.input {
      case .mjpeg: .jpegs
      case .y4m: .y4m
      case .automatic, .raw: nil
      }
    return try StreamError.of { () throws(VisionError) in
      try AutomaticReader(
        .standardInput, expected: expected, takesNewest: options.policy == .latest && options.pace == nil,
        range: options.range, matrix: options.matrix)
    }
  }

  private func rawReader(
    _ format: RawFormat, _ size: PictureSize
  ) throws(StreamError) -> RawReader<DescriptorSource> {
    try StreamError.of { () throws(VisionError) in
      try RawReader(
        .standardInput, format: format, size: size, padding: options.padding, range: options.range,
        matrix: options.matrix)
    }
  }

  private func finish<Reader: FrameReader & ~Copyable, Sink: ByteSink & ~Copyable>(
    _ reader: consuming Reader, _ engine: consuming Engine, _ sink: consuming Sink,
    _ show: @escaping ([UInt8]) -> Void, _ tell: @escaping (String) -> Void
  ) throws(StreamError) -> Result {
    var log: LatencyLog?
    if let latencyLog { log = try LatencyLog(path: latencyLog) }
    let meter = try StreamMeter()
    if options.deadline != nil { engine.run() }  // memory is touched now, so that this does not delay the first frame
    var pump = try FramePump(reader, engine, sink, options, log: log, meter: meter, tell: tell)
    let watch = StreamWatch(
      meter, deadline: options.deadline, showsLine: showsLine, asJSON: asJSON, show: show, tell: tell)
    let watcher = try Worker("catseye-watch") { watch.run() }
    var failure: StreamError?
    do throws(StreamError) { try pump.run(interrupt: { catseye_request_stop() }) } catch { failure = error }
    catseye_watch_close()
    watcher.join()
    return Result(statistics: meter.update { $0 }, byteCount: pump.byteCount, failure: failure)
  }
}
