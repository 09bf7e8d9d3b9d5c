import CKernels
import Kernels
import Model

extension Preparation {
  /// A depthwise convolution reads its weights as the file has them.
  func depthwise(_ step: Step, _ arena: UnsafeMutableRawPointer) -> PreparedOperator {
    let phase = plan.phases[step.phases.lowerBound]
    assert(
      plan.outputsFit(phase, of: step) && plan.windowsAreInside(plan.tensors[step.sources[0]], of: phase, in: step))
    let source = unsafe source(plan.tensors[step.sources[0]], phase, arena)
    let heads = unsafe phase.heads.enumerated().map { unsafe head($1, phase, step, output: step.outputs.at($0), arena) }
    var conv = unsafe CatseyeDepthwise()
    unsafe conv.window = unsafe source.window
    unsafe conv.row_stride = unsafe source.row_stride
    unsafe conv.channels = unsafe source.channels
    unsafe conv.kernel_height = Int32(phase.kernelHeight)
    unsafe conv.kernel_width = Int32(phase.kernelWidth)
    unsafe conv.dilation_y = Int32(step.operands?.dilationY ?? 1)
    unsafe conv.dilation_x = Int32(step.operands?.dilationX ?? 1)
    unsafe conv.stride_y = Int32(step.strideY)
    unsafe conv.stride_x = Int32(step.strideX)
    unsafe conv.width = Int32(plan.outputSize(of: step).width)
    unsafe conv.head_count = unsafe Int32(heads.count)
    unsafe conv.heads = unsafe (heads[0], heads.at(1) ?? CatseyeHead())
    unsafe conv.weights = unsafe data.table(at: phase.weights)
    let scratchBytes = unsafe (table.operators.depthwise_scratch_bytes(&conv) + 63) / 64 * 64
    let (operators, arguments) = unsafe (table.operators, conv)
    return unsafe PreparedOperator(.depthwise, scratchBytes: scratchBytes) { begin, end, scratch in
      unsafe withUnsafePointer(to: arguments) { unsafe operators.depthwise($0, begin, end, scratch) }
    }
  }
}
