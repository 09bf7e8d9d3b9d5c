import CKernels
import Kernels
import Model

/// The arguments of a convolution's kernel: where it reads and writes, and with which constants.
/// The plan's validation has shown that all of it lies in the arena (Plan+Invariants.swift). Debug builds check it again, here and
/// with the finished arguments (Preparation+Reach.swift).
extension Preparation {
  /// The arguments of one phase, without its weights.
  func convolution(
    _ phase: Phase, _ step: Step, _ kernel: CatseyeConvKernel, _ arena: UnsafeMutableRawPointer
  ) -> PreparedConvolution {
    var conv = unsafe CatseyeConv()
    unsafe conv.source_count = Int32(step.sources.count)
    unsafe conv.head_count = Int32(step.outputs.count)
    unsafe conv.kernel_height = Int32(phase.kernelHeight)
    unsafe conv.stride_y = Int32(step.strideY)
    unsafe conv.stride_x = Int32(step.strideX)
    let grid = plan.grid(of: phase, in: step)
    unsafe conv.width = Int32(grid.columns)
    unsafe conv.out_channels = Int32(phase.paddedChannels)
    let sources = unsafe step.sources.map { unsafe source(plan.tensors[$0], phase, arena) }
    unsafe conv.sources = unsafe (
      sources[0], sources.at(1) ?? CatseyeSource(), sources.at(2) ?? CatseyeSource(), sources.at(3) ?? CatseyeSource()
    )
    let heads = unsafe phase.heads.enumerated().map { unsafe head($1, phase, step, output: step.outputs.at($0), arena) }
    unsafe conv.heads = unsafe (heads[0], heads.at(1) ?? CatseyeHead())
    assert(
      plan.outputsFit(phase, of: step)
        && step.sources.allSatisfy { plan.windowsAreInside(plan.tensors[$0], of: phase, in: step) })
    return unsafe PreparedConvolution(kernel: kernel, arguments: conv, rows: grid.rows)
  }

  /// Makes the pooled head the last one. It takes the place of the stored head, or stands after it.
  func pool(_ pooled: PooledHead, _ phase: Phase, _ arena: UnsafeMutableRawPointer, _ conv: inout CatseyeConv) {
    let step = plan.steps[pooled.convolution]
    var output = step.outputs[pooled.head]
    output.tensor = plan.steps[pooled.pool].outputs[0].tensor
    let last = unsafe head(phase.heads[pooled.head], phase, step, output: output, arena)
    unsafe conv.pooled = 1
    if pooled.isStored {
      unsafe conv.head_count = 2
      unsafe conv.heads.1 = unsafe last
    } else if unsafe conv.head_count == 1 {
      unsafe conv.heads.0 = unsafe last
    } else {
      if pooled.head == 0 { unsafe conv.heads.0 = unsafe conv.heads.1 }
      unsafe conv.heads.1 = unsafe last
    }
  }

  func source(_ tensor: Tensor, _ phase: Phase, _ arena: UnsafeMutableRawPointer) -> CatseyeSource {
    var source = unsafe CatseyeSource()
    let pixel = phase.originY * tensor.rowStride + phase.originX * tensor.channelStride
    unsafe source.window = unsafe UnsafePointer(
      (arena + tensor.arenaOffset + tensor.origin + pixel).assumingMemoryBound(to: Int8.self))
    unsafe source.row_stride = tensor.rowStride
    unsafe source.channels = Int32(tensor.channelStride)
    unsafe source.run = Int32(phase.kernelWidth * tensor.channelStride)
    return unsafe source
  }

  func head(
    _ tables: Phase.Head, _ phase: Phase, _ step: Step, output: Step.Output?, _ arena: UnsafeMutableRawPointer
  ) -> CatseyeHead {
    var head = unsafe CatseyeHead()
    unsafe head.bias = unsafe data.table(at: tables.bias)
    unsafe head.positive = unsafe data.table(at: tables.positive)
    unsafe head.negative = unsafe data.table(at: tables.negative)
    guard let output else { return unsafe head }
    let tensor = plan.tensors[output.tensor]
    let pixel = phase.outputY * tensor.rowStride + phase.outputX * tensor.channelStride
    unsafe head.out = unsafe (arena + tensor.arenaOffset + tensor.origin + pixel).assumingMemoryBound(to: Int8.self)
    unsafe head.row_stride = tensor.rowStride * step.outputSpacing
    unsafe head.pixel_stride = tensor.channelStride * step.outputSpacing
    unsafe head.low = Int32(output.low)
    unsafe head.high = Int32(output.high)
    unsafe head.zero_point = Int32(tensor.zeroPoint)
    unsafe head.residual = tensor.hasResiduals ? tensor.paddedChannels : 0
    return unsafe head
  }
}
