import CKernels
import CSystem
import Kernels
import Model

/// Runs a model's plan on frames, in buffers that are placed once.
///
///     frame -> input tensor -> steps -> mask
///
/// After `init` nothing is allocated and nothing can fail. The same input gives the same bytes with every instruction set and number of
/// threads. One engine serves one thread at a time; several engines may run at the same time.
public struct Engine: ~Copyable {
  public let model: Model
  /// The model's plan. Only tensors that a convolution writes pooled may have another place in the arena.
  public let plan: Plan
  public let fusions: Fusions
  public let instructionSet: InstructionSet
  /// Bytes of the weights in the form that the kernels read.
  public let preparedWeightBytes: Int

  let table: KernelTable
  let pool: ThreadPool
  let arena: MemoryMapping
  let weights: MemoryMapping
  let scratch: MemoryMapping
  let maskMemory: MemoryMapping
  let scratchStride: Int
  let steps: [PreparedStep]
  let convolutions: [PreparedConvolution]

  /// - Parameters:
  ///   - threads: 1 ... `maximumThreads`, the calling one included.
  ///   - pool: the threads that compute instead; engines that share a pool take turns (`ThreadPool.takeTurn`).
  ///   - kernels: which of several kernels computes a layer; it changes no byte.
  ///   - fuses: whether two steps may be computed as one; changes no byte.
  ///   - arena: `Engine.arenaBytes(_:)` bytes or more, aligned to 64, which only this engine uses as long as it lives; nil: memory is
  ///     mapped.
  public init(
    _ model: consuming Model, threads: Int = 1, pool: ThreadPool? = nil, instructionSet: InstructionSet = .best,
    kernels: KernelChoice = .usual, fuses: Bool = true, arena: UnsafeMutableRawBufferPointer? = nil
  ) throws(EngineError) {
    let pool = if let pool { pool } else { try ThreadPool(threads: threads) }
    let parts = try unsafe EngineParts(model, pool, instructionSet, kernels, fuses: fuses, arena: arena)
    self.init(model, parts)
  }

  /// The same, but the engine takes the model only when it has started: after an error the caller still has it, and may try again.
  public init(
    taking model: inout Model?, threads: Int = 1, pool: ThreadPool? = nil, instructionSet: InstructionSet = .best,
    kernels: KernelChoice = .usual, fuses: Bool = true, arena: UnsafeMutableRawBufferPointer? = nil
  ) throws(EngineError) {
    guard let taken = model.take() else { preconditionFailure("no model") }
    let parts: EngineParts
    do throws(EngineError) {
      let pool = if let pool { pool } else { try ThreadPool(threads: threads) }
      parts = try unsafe EngineParts(taken, pool, instructionSet, kernels, fuses: fuses, arena: arena)
    } catch {
      model = consume taken
      throw error
    }
    self.init(taken, parts)
  }

  private init(_ model: consuming Model, _ parts: consuming EngineParts) {
    instructionSet = parts.table.instructionSet
    plan = parts.plan
    fusions = parts.fusions
    preparedWeightBytes = parts.packedBytes
    table = parts.table
    scratchStride = parts.scratchBytes
    steps = parts.steps
    convolutions = parts.convolutions
    pool = parts.pool
    arena = parts.arena
    weights = parts.weights
    scratch = parts.scratch
    maskMemory = parts.mask
    self.model = model
  }

  /// All memory that the engine maps: the file, the arena, prepared weights, scratch, mask, its threads' stacks.
  public var mappedBytes: Int {
    model.fileBytes + arena.byteCount + weights.byteCount + scratch.byteCount + maskMemory.byteCount
      + (threads - 1) * Int(CATSEYE_STACK_BYTES)
  }

  /// The size of an arena that a caller brings: the plan's `arenaBytes`, and the bytes that kernels may read past it.
  public static func arenaBytes(_ plan: Plan) -> Int { plan.arenaBytes + KernelTable.readSlack }

  public var threads: Int { pool.threads }

  /// The most threads that an engine may have, the calling one included.
  public static var maximumThreads: Int { ThreadPool.maximum }

  /// The steps during which a tensor holds something; nil for one that is never stored.
  public func lifetime(ofTensor index: Int) -> ClosedRange<Int>? { fusions.lifetimes[index] }

  /// Whether the step before does this step's work.
  public func isFused(step index: Int) -> Bool {
    if case .alreadyDone = steps[index].work { return true }
    return false
  }

  /// Name of the kernel that runs this step, as `bench --layers` prints it. A step of several phases has the name of the largest.
  public func kernelName(ofStep index: Int) -> String {
    switch steps[index].work {
    case .maxPool: unsafe String(cString: table.kernels.max_pool_name)
    case .operator(let prepared, _): unsafe prepared.family.name(in: table.operators)
    case .alreadyDone: "as written"
    case .convolution(let phases, _):
      unsafe String(
        cString: (convolutions[phases].max { $0.taps < $1.taps } ?? convolutions[phases.lowerBound]).kernel.name)
    case .classifier(let convolution, _, let band):
      unsafe String(cString: convolutions[band?.convolution ?? convolution].kernel.name)
    }
  }

  /// Pixel (0, 0) of the input tensor; rows are `inputRowStride` bytes apart, pixels `inputPixelStride`.
  ///
  /// A byte is q = p - 128 for each of the network's channels; the bytes after them are 0. `run` may overwrite them, because the
  /// arena is reused.
  public var input: UnsafeMutablePointer<Int8> {
    let tensor = plan.tensors[plan.inputTensor]
    return unsafe (arena.base + tensor.arenaOffset + tensor.origin).assumingMemoryBound(to: Int8.self)
  }

  public var inputRowStride: Int { plan.tensors[plan.inputTensor].rowStride }
  public var inputPixelStride: Int { plan.tensors[plan.inputTensor].channelStride }

  /// The class of each pixel, [maskHeight][maskWidth], after `run`.
  public var mask: UnsafeBufferPointer<UInt8> {
    unsafe UnsafeBufferPointer(
      start: maskMemory.base.assumingMemoryBound(to: UInt8.self), count: plan.maskHeight * plan.maskWidth)
  }
}
