import CSystem
import Engine
import Model
import Vision

/// Takes a stream's frames from a reader through the network to a sink. Three threads work on three frames at the same time.
///
///     free -> ReadingStage -> decoded -> the network, here -> computed -> WritingStage -> free
///
/// Each thread has one frame to work on. With the policy `latest` there is one more, which may wait so that the reader never waits.
/// Nothing else is allocated for a frame.
struct FramePump<Reader: FrameReader & ~Copyable, Sink: ByteSink & ~Copyable>: ~Copyable {
  private let reading: ReadingStage<Reader>
  private let writing: WritingStage<Sink>
  private let free, decoded, computed: FrameQueue
  private let deadline: StreamOptions.Deadline?
  private var engine: Engine

  init(
    _ reader: consuming Reader, _ engine: consuming Engine, _ sink: consuming Sink, _ options: StreamOptions,
    log: consuming LatencyLog? = nil, meter: StreamMeter, tell: @escaping (String) -> Void
  ) throws(StreamError) {
    guard !options.repeatsWhatIsDropped else { throw .contradictoryOptions }
    let plan = engine.plan
    let frames = try Self.frames(options.policy == .latest ? 4 : 3, engine, options.output)
    let free = try FrameQueue(holding: frames, capacity: frames.count)
    let decoded = try FrameQueue(capacity: frames.count)
    let computed = try FrameQueue(capacity: frames.count)
    let pixelStride = engine.inputPixelStride
    let preparation = try StreamError.of { () throws(VisionError) in
      try FramePreparation(plan, pixelStride: pixelStride, framing: options.framing)
    }
    let finisher = try StreamError.of { () throws(VisionError) in
      try FrameFinisher(plan, options.output, framing: options.framing)
    }
    self.free = free
    self.decoded = decoded
    self.computed = computed
    reading = ReadingStage(reader, preparation, options, from: free, to: decoded, meter, tell: tell)
    writing = WritingStage(finisher, sink, log, options, from: computed, to: free, meter)
    deadline = options.deadline
    self.engine = engine
  }

  private static func frames(
    _ count: Int, _ engine: borrowing Engine, _ output: FrameOutput
  ) throws(StreamError) -> [Frame] {
    let plan = engine.plan
    let mask = plan.maskWidth * plan.maskHeight
    let sizes = FrameSizes(
      tensorBytes: plan.input.width * plan.input.height * engine.inputPixelStride, mask: mask,
      keepsFourth: plan.input.channels == 4)
    var frames: [Frame] = []
    let logits = output.needsLogits(of: plan) ? plan : nil
    for _ in 0..<count {
      frames.append(try StreamError.of { () throws(VisionError) in try Frame(sizes, logitsOf: logits) })
    }
    return frames
  }

  /// How many bytes have been read.
  var byteCount: Int { reading.reader.byteCount }

  /// Returns when all frames are done, or as soon as one of them fails.
  ///
  /// - Parameter interrupt: makes a waiting read return, because nothing more can be written.
  mutating func run(interrupt: @escaping () -> Void = {}) throws(StreamError) {
    let (reading, writing, free, decoded) = (reading, writing, free, decoded)
    let reader = try Worker("catseye-read") { reading.run() }
    let writer: Worker
    do throws(StreamError) {
      writer = try Worker("catseye-write") {
        writing.run {
          free.abandon()
          decoded.abandon()
          interrupt()
        }
      }
    } catch {
      free.abandon()
      interrupt()
      reader.join()
      throw error
    }
    while let frame = decoded.take() {
      compute(frame)
      computed.put(frame)
    }
    computed.finish()
    writer.join()
    reader.join()
    try writing.flushLog()
    if let failure = writing.failure ?? reading.failure { throw failure }
  }

  private mutating func compute(_ frame: Frame) {
    guard frame.fate == .whole else { return }
    frame.times.inferring = catseye_clock()
    if let deadline, deadline.onLate == .drop, deadline.isPast(frame.times, at: frame.times.inferring) {
      frame.fate = .late
      return
    }
    let rowBytes = engine.plan.input.width * engine.inputPixelStride
    for y in 0..<engine.plan.input.height {
      unsafe (engine.input + y * engine.inputRowStride).update(from: frame.tensor.base + y * rowBytes, count: rowBytes)
    }
    if frame.logits.count > 0 { unsafe engine.run(logits: frame.logits.mutableElements) } else { engine.run() }
    _ = unsafe frame.mask.mutableElements.update(from: engine.mask)
    frame.times.inferred = catseye_clock()
  }
}
