import CKernels
import Kernels
import Model

extension OperatorArguments {
  /// A sum or product has one call of the kernel; a rescaling has one for each tensor that is joined.
  func elementwise(_ step: Step, _ operands: Operands) -> PreparedOperator {
    let parts = unsafe parts(step, operands)
    let operators = unsafe operators
    return unsafe PreparedOperator(.elementwise) { begin, end, _ in
      for index in unsafe parts.indices {
        unsafe withUnsafePointer(to: parts[index]) { unsafe operators.elementwise($0, begin, end) }
      }
    }
  }

  private func parts(_ step: Step, _ operands: Operands) -> [CatseyeElementwise] {
    let output = tensors[step.outputs[0].tensor]
    let sources = step.sources.map { tensors[$0] }
    var element = unsafe CatseyeElementwise()
    unsafe element.slope = operands.slope
    unsafe element.row_stride = output.rowStride
    unsafe element.pixel_stride = output.channelStride
    unsafe element.width = Int32(output.width)
    unsafe element.low = Int32(step.outputs[0].low)
    unsafe element.high = Int32(step.outputs[0].high)
    unsafe element.zero_point = Int32(output.zeroPoint)
    var out = unsafe address(output)
    if step.kind != .rescale {
      unsafe element.operation = Int32(step.kind == .add ? CATSEYE_ADD : CATSEYE_MULTIPLY)
      unsafe element.operands = unsafe (
        operand(sources[0], of: output, operands.factors[0]),
        operand(sources[1], of: output, operands.factors.at(1) ?? operands.factors[0])
      )
      unsafe element.shift = unsafe data.table(at: operands.shifts[0])
      unsafe element.channels = Int32(output.channels)
      unsafe element.out = unsafe out
      return unsafe [element]
    }
    unsafe element.operation = Int32(CATSEYE_RESCALE)
    return unsafe sources.indices.map { index in
      unsafe element.operands.0 = unsafe operand(sources[index], of: output, operands.factors[index])
      unsafe element.operands.0.in += operands.firstChannel
      unsafe element.operands.1 = unsafe element.operands.0
      unsafe element.shift = unsafe data.table(at: operands.shifts[index])
      unsafe element.channels = Int32(min(sources[index].channels, output.channels))
      unsafe element.out = unsafe out
      unsafe out += sources[index].channels
      return unsafe element
    }
  }

  /// A tensor as an operand of a step that writes `output`: as large as it, or one value for each channel or each pixel.
  private func operand(_ tensor: Tensor, of output: Tensor, _ factors: Int) -> CatseyeOperand {
    let isOnePixel = tensor.height == 1 && tensor.width == 1
    return unsafe CatseyeOperand(
      in: UnsafePointer(address(tensor)), row_stride: isOnePixel ? 0 : tensor.rowStride,
      pixel_stride: isOnePixel ? 0 : tensor.channelStride,
      channel_stride: tensor.channels == 1 && output.channels > 1 ? 0 : 1, zero_point: Int32(tensor.zeroPoint),
      factors: data.table(at: factors))
  }
}

extension Array {
  /// The element at `index`; nil past the end.
  func at(_ index: Int) -> Element? { index < count ? self[index] : nil }
}
