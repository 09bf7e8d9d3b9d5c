import CKernels
import Kernels
import Model

/// All that an engine needs besides its model. Everything that can fail when an engine starts fails here.
struct EngineParts: ~Copyable {
  let table: KernelTable
  let plan: Plan
  let fusions: Fusions
  let steps: [PreparedStep]
  let convolutions: [PreparedConvolution]
  let scratchBytes, packedBytes: Int
  let pool: ThreadPool
  let arena, weights, scratch, mask: MemoryMapping

  init(
    _ model: borrowing Model, _ pool: ThreadPool, _ instructionSet: InstructionSet, _ kernels: KernelChoice,
    fuses: Bool, arena given: UnsafeMutableRawBufferPointer?
  ) throws(EngineError) {
    try unsafe EngineParts.check(given, Engine.arenaBytes(model.plan))
    let table = KernelTable(instructionSet)
    let arena = try unsafe MemoryMapping(byteCount: model.plan.arenaBytes, in: given)
    var preparation = unsafe Preparation(plan: model.plan, data: model.data, table: table, choice: kernels)
    if kernels == .timed { try unsafe preparation.timeKernels(arena: arena.base) }
    if fuses {
      preparation.fuseClassifier()
      preparation.fusePools()
    }
    let weights = try unsafe MemoryMapping(byteCount: preparation.packedBytes)
    unsafe preparation.prepare(arena: arena.base, weights: weights.base)
    let scratchBytes = preparation.scratchBytes * pool.threads
    guard scratchBytes <= EngineParts.largestScratch else { throw .outOfMemory(bytes: scratchBytes) }
    let scratch = try unsafe MemoryMapping(byteCount: scratchBytes)
    let mask = try unsafe MemoryMapping(byteCount: model.plan.maskHeight * model.plan.maskWidth)

    self.table = table
    self.pool = pool
    self.arena = arena
    self.weights = weights
    self.scratch = scratch
    self.mask = mask
    plan = preparation.plan
    fusions = preparation.fusions
    steps = preparation.steps
    convolutions = preparation.convolutions
    self.scratchBytes = preparation.scratchBytes
    packedBytes = preparation.packedBytes
  }

  /// The most scratch memory, in bytes, of all threads together. Scratch is touched at the start, so a small file must not be able
  /// to ask for more than a machine has.
  private static let largestScratch = 1 << 32

  private static func check(_ given: UnsafeMutableRawBufferPointer?, _ needed: Int) throws(EngineError) {
    guard let given = unsafe given else { return }
    guard given.count >= needed, UInt(bitPattern: given.baseAddress) % UInt(ModelFormat.alignment) == 0
    else { throw .unusableArena(bytes: given.count, needed: needed) }
  }
}
