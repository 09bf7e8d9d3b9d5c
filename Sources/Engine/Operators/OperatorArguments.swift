import CKernels
import Kernels
import Model

/// Makes the arguments of the operators' kernels: where a step reads and writes, and with which constants.
/// Its pointers are valid as long as the arena and the data live. The plan's validation has checked the offsets in both.
@safe
struct OperatorArguments {
  let operators: CatseyeOperators
  let tensors: [Tensor]
  let data: UnsafeRawBufferPointer
  let arena: UnsafeMutableRawPointer

  init(
    _ operators: CatseyeOperators, _ tensors: [Tensor], _ data: UnsafeRawBufferPointer, _ arena: UnsafeMutableRawPointer
  ) {
    unsafe self.operators = unsafe operators
    self.tensors = tensors
    unsafe self.data = unsafe data
    unsafe self.arena = unsafe arena
  }

  /// - Parameter step: an operator that is no depthwise convolution.
  func prepared(_ step: Step) -> PreparedOperator {
    let operands = step.operands ?? Operands()
    let (input, output) = (tensors[step.sources[0]], tensors[step.outputs[0].tensor])
    switch step.kind {
    case .rescale, .add, .multiply: return elementwise(step, operands)
    case .lookup: return unsafe PreparedOperator(.lookup, operators.lookup, lookup(input, output, operands))
    case .averagePool: return unsafe PreparedOperator(.averagePool, operators.average_pool, averagePool(step, operands))
    case .gather: return unsafe PreparedOperator(.gather, operators.gather, gather(input, output, operands))
    case .interpolate:
      return unsafe PreparedOperator(.interpolate, operators.interpolate, interpolation(input, output, operands))
    case .channelMax:
      return unsafe PreparedOperator(.channelMax, operators.channel_max, channelMax(input, output, operands))
    case .convolution, .transposedConvolution, .classifier, .maxPool, .depthwise: preconditionFailure("no operator")
    }
  }

  private func lookup(_ input: Tensor, _ output: Tensor, _ operands: Operands) -> CatseyeLookup {
    unsafe CatseyeLookup(
      in: UnsafePointer(address(input)), out: address(output), in_row_stride: input.rowStride,
      out_row_stride: output.rowStride, row_bytes: Int32(output.width * output.channelStride),
      table: data.table(at: operands.table))
  }

  private func gather(_ input: Tensor, _ output: Tensor, _ operands: Operands) -> CatseyeGather {
    unsafe CatseyeGather(
      in: UnsafePointer(address(input)), out: address(output), in_row_stride: input.rowStride,
      out_row_stride: output.rowStride, in_channels: Int32(input.channelStride),
      channels: Int32(output.channelStride), width: Int32(output.width), rows: data.table(at: operands.rows),
      columns: data.table(at: operands.columns), fill: Int32(output.zeroPoint))
  }

  private func interpolation(_ input: Tensor, _ output: Tensor, _ operands: Operands) -> CatseyeInterpolation {
    unsafe CatseyeInterpolation(
      in: UnsafePointer(address(input)), out: address(output), in_row_stride: input.rowStride,
      out_row_stride: output.rowStride, channels: Int32(output.channelStride), width: Int32(output.width),
      rows: data.table(at: operands.rows), columns: data.table(at: operands.columns))
  }

  private func channelMax(_ input: Tensor, _ output: Tensor, _ operands: Operands) -> CatseyeChannelMax {
    unsafe CatseyeChannelMax(
      in: UnsafePointer(address(input)), out: address(output), in_row_stride: input.rowStride,
      out_row_stride: output.rowStride, in_channels: Int32(input.channels), in_stride: Int32(input.channelStride),
      out_stride: Int32(output.channelStride), width: Int32(output.width), in_zero_point: Int32(input.zeroPoint),
      factors: data.table(at: operands.factors[0]), zero_point: Int32(output.zeroPoint))
  }

  /// The address of pixel (0, 0).
  func address(_ tensor: Tensor) -> UnsafeMutablePointer<Int8> {
    unsafe (arena + tensor.arenaOffset + tensor.origin).assumingMemoryBound(to: Int8.self)
  }
}

extension UnsafeRawBufferPointer {
  /// A table of the data section.
  func table<Element>(at offset: Int) -> UnsafePointer<Element>? {
    unsafe baseAddress.map { unsafe ($0 + offset).assumingMemoryBound(to: Element.self) }
  }
}
