import CKernels
import Kernels
import Model

/// What a kernel is told of a convolution: where it reads and writes, and with which constants.
extension Preparation {
  /// One phase, without its weights.
  func convolution(
    _ phase: Phase, _ step: Step, _ kernel: CatseyeConvKernel, _ arena: UnsafeMutableRawPointer
  ) -> PreparedConvolution {
    var conv = CatseyeConv()
    conv.source_count = Int32(step.sources.count)
    conv.head_count = Int32(step.outputs.count)
    conv.kernel_height = Int32(phase.kernelHeight)
    conv.stride_y = Int32(step.strideY)
    conv.stride_x = Int32(step.strideX)
    let size = plan.outputSize(of: step)
    conv.width = Int32(plan.computed(size.width, phase.outputX, step.outputStep))
    conv.out_channels = Int32(phase.paddedChannels)
    let sources = step.sources.map { source(plan.tensors[$0], phase, arena) }
    conv.sources = (
      sources[0], sources.at(1) ?? CatseyeSource(), sources.at(2) ?? CatseyeSource(), sources.at(3) ?? CatseyeSource()
    )
    let heads = phase.heads.enumerated().map { head($1, phase, step, output: step.outputs.at($0), arena) }
    conv.heads = (heads[0], heads.at(1) ?? CatseyeHead())
    let rows = plan.computed(size.height, phase.outputY, step.outputStep)
    return PreparedConvolution(kernel: kernel, arguments: conv, rows: rows)
  }

  /// Makes the pooled head the last: in the place of the stored one, or beside it.
  func pool(_ pooled: PooledHead, _ phase: Phase, _ arena: UnsafeMutableRawPointer, _ conv: inout CatseyeConv) {
    let step = plan.steps[pooled.convolution]
    var output = step.outputs[pooled.head]
    output.tensor = plan.steps[pooled.pool].outputs[0].tensor
    let last = head(phase.heads[pooled.head], phase, step, output: output, arena)
    conv.pooled = 1
    if pooled.isStored {
      conv.head_count = 2
      conv.heads.1 = last
    } else if conv.head_count == 1 {
      conv.heads.0 = last
    } else {
      if pooled.head == 0 { conv.heads.0 = conv.heads.1 }
      conv.heads.1 = last
    }
  }

  func source(_ tensor: Tensor, _ phase: Phase, _ arena: UnsafeMutableRawPointer) -> CatseyeSource {
    var source = CatseyeSource()
    let pixel = phase.originY * tensor.rowStride + phase.originX * tensor.channelStride
    source.window = UnsafePointer(
      (arena + tensor.arenaOffset + tensor.origin + pixel).assumingMemoryBound(to: Int8.self))
    source.row_stride = tensor.rowStride
    source.channels = Int32(tensor.channelStride)
    source.run = Int32(phase.kernelWidth * tensor.channelStride)
    return source
  }

  func head(
    _ tables: Phase.Head, _ phase: Phase, _ step: Step, output: Step.Output?, _ arena: UnsafeMutableRawPointer
  ) -> CatseyeHead {
    var head = CatseyeHead()
    head.bias = table(tables.bias)
    head.positive = table(tables.positive)
    head.negative = table(tables.negative)
    guard let output else { return head }
    let tensor = plan.tensors[output.tensor]
    let pixel = phase.outputY * tensor.rowStride + phase.outputX * tensor.channelStride
    head.out = (arena + tensor.arenaOffset + tensor.origin + pixel).assumingMemoryBound(to: Int8.self)
    head.row_stride = tensor.rowStride * step.outputStep
    head.pixel_stride = tensor.channelStride * step.outputStep
    head.low = Int32(output.low)
    head.high = Int32(output.high)
    head.zero_point = Int32(tensor.zeroPoint)
    head.residual = tensor.hasResiduals ? tensor.paddedChannels : 0
    return head
  }
}
