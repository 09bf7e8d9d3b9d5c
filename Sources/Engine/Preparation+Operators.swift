import CKernels
import Kernels
import Model

extension Preparation {
  /// The arguments of a step's kernel.
  func prepared(_ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer) -> PreparedOperator {
    switch step.kind {
    case .depthwise: .depthwise(depthwise(step, operands, arena))
    case .averagePool: .averagePool(averagePool(step, operands, arena))
    case .lookup: .lookup(lookup(step, operands, arena))
    case .gather: .gather(gather(step, operands, arena))
    case .interpolate: .interpolate(interpolation(step, operands, arena))
    default: .elementwise(elementwise(step, operands, arena))
    }
  }

  private func depthwise(_ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer) -> CatseyeDepthwise {
    let phase = plan.phases[step.phases.lowerBound]
    let source = source(plan.tensors[step.sources[0]], phase, arena)
    let heads = phase.heads.enumerated().map { head($1, phase, step, output: step.outputs.at($0), arena) }
    var conv = CatseyeDepthwise()
    conv.window = source.window
    conv.row_stride = source.row_stride
    conv.channels = source.channels
    conv.kernel_height = Int32(phase.kernelHeight)
    conv.kernel_width = Int32(phase.kernelWidth)
    conv.dilation_y = Int32(operands.dilationY)
    conv.dilation_x = Int32(operands.dilationX)
    conv.stride_y = Int32(step.strideY)
    conv.stride_x = Int32(step.strideX)
    conv.width = Int32(plan.outputSize(of: step).width)
    conv.head_count = Int32(heads.count)
    conv.heads = (heads[0], heads.at(1) ?? CatseyeHead())
    conv.weights = table(phase.weights)
    return conv
  }

  private func elementwise(
    _ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer
  ) -> [CatseyeElementwise] {
    let output = plan.tensors[step.outputs[0].tensor]
    let sources = step.sources.map { plan.tensors[$0] }
    var element = CatseyeElementwise()
    element.slope = operands.slope
    element.row_stride = output.rowStride
    element.pixel_stride = output.channelStride
    element.width = Int32(output.width)
    element.low = Int32(step.outputs[0].low)
    element.high = Int32(step.outputs[0].high)
    element.zero_point = Int32(output.zeroPoint)
    var out = address(output, arena)
    if step.kind != .rescale {
      element.operation = Int32(step.kind == .add ? CATSEYE_ADD : CATSEYE_MULTIPLY)
      element.operands = (
        operand(sources[0], of: output, operands.factors[0], arena),
        operand(sources[1], of: output, operands.factors.at(1) ?? operands.factors[0], arena)
      )
      element.shift = table(operands.shifts[0])
      element.channels = Int32(output.channels)
      element.out = out
      return [element]
    }
    element.operation = Int32(CATSEYE_RESCALE)
    return sources.indices.map { index in
      element.operands.0 = operand(sources[index], of: output, operands.factors[index], arena)
      element.operands.0.in += operands.firstChannel
      element.operands.1 = element.operands.0
      element.shift = table(operands.shifts[index])
      element.channels = Int32(min(sources[index].channels, output.channels))
      element.out = out
      out += sources[index].channels
      return element
    }
  }

  /// A tensor as a part of `output`: whole, or a number for each channel or pixel.
  private func operand(
    _ tensor: Tensor, of output: Tensor, _ factors: Int, _ arena: UnsafeMutableRawPointer
  ) -> CatseyeOperand {
    let isOnePixel = tensor.height == 1 && tensor.width == 1
    return CatseyeOperand(
      in: UnsafePointer(address(tensor, arena)), row_stride: isOnePixel ? 0 : tensor.rowStride,
      pixel_stride: isOnePixel ? 0 : tensor.channelStride,
      channel_stride: tensor.channels == 1 && output.channels > 1 ? 0 : 1, zero_point: Int32(tensor.zeroPoint),
      factors: table(factors))
  }

  private func averagePool(
    _ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer
  ) -> CatseyeAveragePool {
    let tensor = plan.tensors[step.outputs[0].tensor]
    return CatseyeAveragePool(
      pool: poolArguments(step, arena), in_zero_point: Int32(plan.tensors[step.sources[0]].zeroPoint),
      count: operands.countsPadding ? Int32(step.kernelHeight * step.kernelWidth) : 0,
      factors: table(operands.factors[0]), zero_point: Int32(tensor.zeroPoint))
  }

  private func lookup(_ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer) -> CatseyeLookup {
    let (input, output) = (plan.tensors[step.sources[0]], plan.tensors[step.outputs[0].tensor])
    return CatseyeLookup(
      in: UnsafePointer(address(input, arena)), out: address(output, arena), in_row_stride: input.rowStride,
      out_row_stride: output.rowStride, row_bytes: Int32(output.width * output.channelStride),
      table: table(operands.table))
  }

  private func gather(_ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer) -> CatseyeGather {
    let (input, output) = (plan.tensors[step.sources[0]], plan.tensors[step.outputs[0].tensor])
    return CatseyeGather(
      in: UnsafePointer(address(input, arena)), out: address(output, arena),
      in_row_stride: input.rowStride, out_row_stride: output.rowStride, in_channels: Int32(input.channelStride),
      channels: Int32(output.channelStride), width: Int32(output.width), rows: table(operands.rows),
      columns: table(operands.columns), fill: Int32(output.zeroPoint))
  }

  private func interpolation(
    _ step: Step, _ operands: Operands, _ arena: UnsafeMutableRawPointer
  ) -> CatseyeInterpolation {
    let (input, output) = (plan.tensors[step.sources[0]], plan.tensors[step.outputs[0].tensor])
    return CatseyeInterpolation(
      in: UnsafePointer(address(input, arena)), out: address(output, arena), in_row_stride: input.rowStride,
      out_row_stride: output.rowStride, channels: Int32(output.channelStride), width: Int32(output.width),
      rows: table(operands.rows), columns: table(operands.columns))
  }

  /// Pixel (0, 0)
  private func address(_ tensor: Tensor, _ arena: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Int8> {
    (arena + tensor.arenaOffset + tensor.origin).assumingMemoryBound(to: Int8.self)
  }
}
