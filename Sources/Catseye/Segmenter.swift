import Engine
import Kernels
import Model
import Vision

/// Computes the class of every pixel of camera frames.
///
///     var segmenter = try Segmenter(path: "city.ceye")
///     let frame = FrameDescription(.nv12, width: 1280, height: 720)
///     let seen = try segmenter.segment(bytes.span, frame)
///     let mask = try segmenter.frameMask()       // [720][1280] class indices
///
/// A segmenter serves one thread at a time; the compiler enforces it. Segmenters on different threads may run at the same time, even
/// where they share a ``ThreadPool``. Its memory is placed once: a frame allocates nothing, unless its format or size, or the size of
/// its region, differs from the last one's. The same model and frame give the same bytes on every machine, with every instruction set
/// and number of threads.
public struct Segmenter: ~Copyable {
  /// How a model is started. Most programs need only the defaults.
  public struct Options {
    /// 1 ... 64, the calling thread included; nil: the big cores that this thread may use, at most 8. A pool has its own number.
    public var threads: Int?
    /// Threads that several segmenters share; their frames take turns on them.
    public var pool: ThreadPool?
    /// Whether frames give scores: see ``Segmenter/withScores(_:)``.
    public var scores = false
    /// Whether frames give logits: see ``Segmenter/withLogits(_:)``.
    public var logits = false
    /// Whether each step of a frame is timed: see ``Segmenter/stepTimes``.
    public var stepTimes = false
    /// The instruction set of the kernels; nil: the best of this machine. It changes no byte.
    public var instructionSet: InstructionSet?

    public init() {}
  }

  var engine: Engine
  var pixels: FramePixels
  var fitting: FrameFitting
  /// The placement and the enlargement for planes of the last frame's size; both nil before the first frame.
  var placement: PlanePlacement?
  var frameSize: PictureSize?
  /// Float32 [classes][maskHeight][maskWidth]; empty unless scores or logits were asked for.
  let logits: Buffer<Float>
  let keepsLogits: Bool
  /// [maskHeight][maskWidth]; empty unless scores were asked for.
  let scores: Buffer<UInt8>
  let pool: ThreadPool
  /// Nanoseconds of each step in the last frame; empty unless they were asked for.
  public internal(set) var stepTimes: [UInt64] = []

  /// Maps a .ceye file, checks all of it, and starts its threads.
  ///
  /// - Parameter path: the file's path. The file must not change while the segmenter lives.
  public init(path: String, _ options: Options = Options()) throws(SegmenterError) {
    var model: Model?
    do throws(ModelError) { model = try Model(path: path) } catch { throw .model(error, path: path) }
    try unsafe self.init(taking: &model, options)
  }

  /// The same for a model that is in memory. The model is taken over only when it has started: after an error the caller still has it.
  ///
  /// - Parameter arena: `Engine.arenaBytes(_:)` bytes or more, aligned to 64, which only this segmenter uses as long as it lives; nil:
  ///   memory is mapped.
  package init(
    taking model: inout Model?, _ options: Options, arena: UnsafeMutableRawBufferPointer? = nil
  ) throws(SegmenterError) {
    guard let plan = model?.plan else { preconditionFailure("no model") }
    let wantsLogits = options.logits || options.scores
    let logits = try SegmenterError.atStart { () throws(VisionError) in
      if wantsLogits { try Buffer<Float>(logitsOf: plan) } else { try Buffer<Float>(count: 0) }
    }
    let scores = try SegmenterError.atStart { () throws(VisionError) in
      try Buffer<UInt8>(count: options.scores ? plan.maskWidth * plan.maskHeight : 0)
    }
    let pool = if let pool = options.pool { pool } else { try ThreadPool.started(threads: options.threads) }
    let pixels = try SegmenterError.atStart { () throws(VisionError) in try FramePixels(channels: plan.input.channels) }
    let pixelStride = plan.tensors[plan.inputTensor].channelStride
    let fitting = try SegmenterError.atStart { () throws(VisionError) in
      try FrameFitting(plan, pixelStride: pixelStride)
    }
    do throws(EngineError) {
      engine = try unsafe Engine(
        taking: &model, pool: pool, instructionSet: options.instructionSet ?? .best, arena: arena)
    } catch {
      throw .cannotStart(error)
    }
    // touches the memory before the first frame
    unsafe logits.mutableElements.update(repeating: 0)
    unsafe scores.mutableElements.update(repeating: 0)
    self.pool = pool
    self.pixels = pixels
    self.fitting = fitting
    self.logits = logits
    self.scores = scores
    keepsLogits = options.logits
    if options.stepTimes { stepTimes = [UInt64](repeating: 0, count: plan.steps.count) }
  }
}
