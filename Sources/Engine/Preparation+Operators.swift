import CKernels
import Kernels
import Model

extension Preparation {
  /// The arguments of a step's kernel.
  func prepared(_ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer) -> PreparedOperator {
    switch step.kind {
    case .depthwise: unsafe .depthwise(depthwise(step, operands, arena))
    case .averagePool: unsafe .averagePool(averagePool(step, operands, arena))
    case .lookup: unsafe .lookup(lookup(step, operands, arena))
    case .gather: unsafe .gather(gather(step, operands, arena))
    case .interpolate: unsafe .interpolate(interpolation(step, operands, arena))
    default: unsafe .elementwise(elementwise(step, operands, arena))
    }
  }

  private func depthwise(_ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer) -> CatseyeDepthwise {
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
    unsafe conv.dilation_y = Int32(operands.dilationY)
    unsafe conv.dilation_x = Int32(operands.dilationX)
    unsafe conv.stride_y = Int32(step.strideY)
    unsafe conv.stride_x = Int32(step.strideX)
    unsafe conv.width = Int32(plan.outputSize(of: step).width)
    unsafe conv.head_count = unsafe Int32(heads.count)
    unsafe conv.heads = unsafe (heads[0], heads.at(1) ?? CatseyeHead())
    unsafe conv.weights = unsafe table(phase.weights)
    return unsafe conv
  }

  private func elementwise(
    _ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer
  ) -> [CatseyeElementwise] {
    let output = plan.tensors[step.outputs[0].tensor]
    let sources = step.sources.map { plan.tensors[$0] }
    var element = unsafe CatseyeElementwise()
    unsafe element.slope = operands.slope
    unsafe element.row_stride = output.rowStride
    unsafe element.pixel_stride = output.channelStride
    unsafe element.width = Int32(output.width)
    unsafe element.low = Int32(step.outputs[0].low)
    unsafe element.high = Int32(step.outputs[0].high)
    unsafe element.zero_point = Int32(output.zeroPoint)
    var out = unsafe address(output, arena)
    if step.kind != .rescale {
      unsafe element.operation = Int32(step.kind == .add ? CATSEYE_ADD : CATSEYE_MULTIPLY)
      unsafe element.operands = unsafe (
        operand(sources[0], of: output, operands.factors[0], arena),
        operand(sources[1], of: output, operands.factors.at(1) ?? operands.factors[0], arena)
      )
      unsafe element.shift = unsafe table(operands.shifts[0])
      unsafe element.channels = Int32(output.channels)
      unsafe element.out = unsafe out
      return unsafe [element]
    }
    unsafe element.operation = Int32(CATSEYE_RESCALE)
    return unsafe sources.indices.map { index in
      unsafe element.operands.0 = unsafe operand(sources[index], of: output, operands.factors[index], arena)
      unsafe element.operands.0.in += operands.firstChannel
      unsafe element.operands.1 = unsafe element.operands.0
      unsafe element.shift = unsafe table(operands.shifts[index])
      unsafe element.channels = Int32(min(sources[index].channels, output.channels))
      unsafe element.out = unsafe out
      unsafe out += sources[index].channels
      return unsafe element
    }
  }

  /// A tensor as an operand of a step that writes `output`: as large as it, or one value for each channel or each pixel.
  private func operand(
    _ tensor: Tensor, of output: Tensor, _ factors: Int, _ arena: UnsafeMutableRawPointer
  ) -> CatseyeOperand {
    let isOnePixel = tensor.height == 1 && tensor.width == 1
    return unsafe CatseyeOperand(
      in: UnsafePointer(address(tensor, arena)), row_stride: isOnePixel ? 0 : tensor.rowStride,
      pixel_stride: isOnePixel ? 0 : tensor.channelStride,
      channel_stride: tensor.channels == 1 && output.channels > 1 ? 0 : 1, zero_point: Int32(tensor.zeroPoint),
      factors: table(factors))
  }

  private func averagePool(
    _ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer
  ) -> CatseyeAveragePool {
    let tensor = plan.tensors[step.outputs[0].tensor]
    return unsafe CatseyeAveragePool(
      pool: poolArguments(step, arena), in_zero_point: Int32(plan.tensors[step.sources[0]].zeroPoint),
      count: operands.countsPadding ? Int32(step.kernelHeight * step.kernelWidth) : 0,
      factors: table(operands.factors[0]), zero_point: Int32(tensor.zeroPoint))
  }

  private func lookup(_ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer) -> CatseyeLookup {
    let (input, output) = (plan.tensors[step.sources[0]], plan.tensors[step.outputs[0].tensor])
    return unsafe CatseyeLookup(
      in: UnsafePointer(address(input, arena)), out: address(output, arena), in_row_stride: input.rowStride,
      out_row_stride: output.rowStride, row_bytes: Int32(output.width * output.channelStride),
      table: table(operands.table))
  }

  private func gather(_ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer) -> CatseyeGather {
    let (input, output) = (plan.tensors[step.sources[0]], plan.tensors[step.outputs[0].tensor])
    return unsafe CatseyeGather(
      in: UnsafePointer(address(input, arena)), out: address(output, arena),
      in_row_stride: input.rowStride, out_row_stride: output.rowStride, in_channels: Int32(input.channelStride),
      channels: Int32(output.channelStride), width: Int32(output.width), rows: table(operands.rows),
      columns: table(operands.columns), fill: Int32(output.zeroPoint))
  }

  private func interpolation(
    _ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer
  ) -> CatseyeInterpolation {
    let (input, output) = (plan.tensors[step.sources[0]], plan.tensors[step.outputs[0].tensor])
    return unsafe CatseyeInterpolation(
      in: UnsafePointer(address(input, arena)), out: address(output, arena), in_row_stride: input.rowStride,
      out_row_stride: output.rowStride, channels: Int32(output.channelStride), width: Int32(output.width),
      rows: table(operands.rows), columns: table(operands.columns))
  }

  /// The address of pixel (0, 0).
  private func address(_ tensor: Tensor, _ arena: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Int8> {
    unsafe (arena + tensor.arenaOffset + tensor.origin).assumingMemoryBound(to: Int8.self)
  }
}
