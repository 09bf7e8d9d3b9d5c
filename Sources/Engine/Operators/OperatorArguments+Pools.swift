import CKernels
import Model

extension OperatorArguments {
  func averagePool(_ step: Step, _ operands: Operands) -> CatseyeAveragePool {
    unsafe CatseyeAveragePool(
      pool: pool(step), in_zero_point: Int32(tensors[step.sources[0]].zeroPoint),
      count: operands.countsPadding ? Int32(step.kernelHeight * step.kernelWidth) : 0,
      factors: data.table(at: operands.factors[0]), zero_point: Int32(tensors[step.outputs[0].tensor].zeroPoint))
  }

  /// The arguments of a max-pooling, or of the window of an average-pooling.
  func pool(_ step: Step) -> CatseyePool {
    let (input, output) = (tensors[step.sources[0]], tensors[step.outputs[0].tensor])
    assert(input.channelStride == output.channelStride)
    var pool = unsafe CatseyePool()
    unsafe pool.in = unsafe UnsafePointer(address(input))
    unsafe pool.out = unsafe address(output)
    unsafe pool.in_row_stride = input.rowStride
    unsafe pool.out_row_stride = output.rowStride
    unsafe pool.in_height = Int32(input.height)
    unsafe pool.in_width = Int32(input.width)
    unsafe pool.width = Int32(output.width)
    unsafe pool.channels = Int32(input.channelStride)
    unsafe pool.residual = input.hasResiduals ? Int32(input.paddedChannels) : 0
    unsafe pool.kernel_height = Int32(step.kernelHeight)
    unsafe pool.kernel_width = Int32(step.kernelWidth)
    unsafe pool.stride_y = Int32(step.strideY)
    unsafe pool.stride_x = Int32(step.strideX)
    unsafe pool.pad_top = Int32(step.paddingTop)
    unsafe pool.pad_left = Int32(step.paddingLeft)
    return unsafe pool
  }
}
