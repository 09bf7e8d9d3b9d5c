import CKernels
import CSystem
import Kernels
import Model

/// `--tune`: where two kernels can compute a convolution, the one that is quicker on this machine.
extension Preparation {
  /// Rows that are computed to time a kernel, and how often: the quickest time counts.
  private static let timedRows = 16
  private static let timedRounds = 5

  /// Computes some rows of every such convolution by both kernels in turn. It overwrites the arena.
  mutating func timeKernels(arena: UnsafeMutableRawPointer) throws(EngineError) {
    for (index, step) in plan.steps.enumerated() {
      for (phase, phaseIndex) in step.phases.enumerated() where takesWinograd(plan.phases[phaseIndex], step) {
        guard plan.grid(of: plan.phases[phaseIndex], in: step).rows > 0 else { continue }
        unsafe kernels[index][phase] = try unsafe quicker(plan.phases[phaseIndex], step, arena)
      }
    }
  }

  private func quicker(
    _ phase: Phase, _ step: Step, _ arena: UnsafeMutableRawPointer
  ) throws(EngineError) -> CatseyeConvKernel {
    let rows = unsafe byRows(phase, step)
    let direct = try unsafe Trial(self, phase, step, rows, arena)
    let winograd = try unsafe Trial(self, phase, step, table.kernels.winograd, arena)
    var best: (direct: UInt64, winograd: UInt64) = (.max, .max)
    for _ in 0..<Preparation.timedRounds {
      best.direct = min(best.direct, direct.time())
      best.winograd = min(best.winograd, winograd.time())
    }
    return unsafe best.winograd < best.direct ? table.kernels.winograd : rows
  }

  /// A convolution that is ready to be timed, with memory of its own for weights, scratch and a classifier's sums.
  private struct Trial: ~Copyable {
    private let convolution: PreparedConvolution
    private let weights, scratch, sums: MemoryMapping
    private let rows: Int32

    init(
      _ preparation: Preparation, _ phase: Phase, _ step: Step, _ kernel: CatseyeConvKernel,
      _ arena: UnsafeMutableRawPointer
    ) throws(EngineError) {
      var convolution = unsafe preparation.convolution(phase, step, kernel, arena)
      let rows = min(convolution.rows, Preparation.timedRows)
      let weights = try unsafe MemoryMapping(byteCount: preparation.packedSize(phase, step, kernel))
      var packed = unsafe weights.base
      unsafe convolution.arguments.weights = unsafe preparation.pack(phase, step, kernel, &packed)
      let scratch = try unsafe MemoryMapping(byteCount: kernel.scratch_bytes(&convolution.arguments))
      let sumsInRow = unsafe Int(convolution.arguments.width) * Int(convolution.arguments.out_channels)
      let sums = try unsafe MemoryMapping(
        byteCount: step.outputs.isEmpty ? rows * sumsInRow * MemoryLayout<Int32>.stride : 0)
      unsafe convolution.arguments.accumulators = unsafe sums.base.assumingMemoryBound(to: Int32.self)
      self.rows = Int32(rows)
      self.weights = weights
      self.scratch = scratch
      self.sums = sums
      self.convolution = convolution
    }

    /// Processor time of this thread, in nanoseconds.
    func time() -> UInt64 {
      var arguments = unsafe convolution.arguments
      let before = catseye_thread_clock()
      unsafe convolution.kernel.run(&arguments, 0, rows, scratch.base.assumingMemoryBound(to: UInt8.self))
      return catseye_thread_clock() - before
    }
  }
}
