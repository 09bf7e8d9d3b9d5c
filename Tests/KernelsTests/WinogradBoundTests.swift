import CKernels
import Testing

@testable import Kernels

/// NUMERICS.md, "Winograd": it is exact for -2^25 <= Y < 2^25, so whenever 128 · Σ|w| < 2^25; and not beyond, so the limit matters.
@Suite struct WinogradBoundTests {
  static let tables = InstructionSet.allCases.filter { $0.isAvailable && KernelTable($0).kernels.winograd.run != nil }
  private static let channels = 256

  /// One output pixel of a 3x3 convolution of 256 channels whose every input is -128; weights sum to `weightSum`.
  private func accumulator(_ kernel: CatseyeConvKernel, weightSum: Int) -> Int32 {
    let count = 9 * Self.channels
    var weights = (0..<count).map { Int8(weightSum / count + ($0 < weightSum % count ? 1 : 0)) }
    let input = [Int8](repeating: -128, count: count)
    let bias = [Int32](repeating: 0, count: 16)
    var result = [Int32](repeating: 0, count: 16)
    var shape = CatseyeWeightShape()
    shape.out_channels = 1
    shape.kernel_height = 3
    shape.kernel_width = 3
    shape.source_count = 1
    shape.runs.0 = Int32(3 * Self.channels)
    var packed = [UInt8](repeating: 0, count: kernel.packed_bytes(&shape) + KernelTable.readSlack)
    kernel.pack(&shape, &weights, &packed)
    var conv = CatseyeConv()
    conv.source_count = 1
    conv.kernel_height = 3
    conv.stride_x = 1
    conv.stride_y = 1
    conv.width = 1
    conv.out_channels = 16
    conv.sources.0.row_stride = 3 * Self.channels
    conv.sources.0.channels = Int32(Self.channels)
    conv.sources.0.run = Int32(3 * Self.channels)
    var scratch = [UInt64](repeating: 0, count: kernel.scratch_bytes(&conv) / 8 + 8)
    input.withUnsafeBufferPointer { input in
      bias.withUnsafeBufferPointer { bias in
        result.withUnsafeMutableBufferPointer { result in
          conv.sources.0.window = input.baseAddress
          conv.heads.0.bias = bias.baseAddress
          conv.accumulators = result.baseAddress
          packed.withUnsafeBytes { packed in
            scratch.withUnsafeMutableBytes { scratch in
              conv.weights = packed.baseAddress
              kernel.run(&conv, 0, 1, scratch.baseAddress?.assumingMemoryBound(to: UInt8.self))
            }
          }
        }
      }
    }
    return result[0]
  }

  @Test(arguments: tables) func exactJustUnderTheBound(instructionSet: InstructionSet) {
    let kernel = KernelTable(instructionSet).kernels.winograd
    let limit = 1 << 18  // 128 · 2^18 = 2^25; -2^25 itself is still exact
    for weightSum in [limit, limit - 1, limit - 127, limit / 2] {
      #expect(accumulator(kernel, weightSum: weightSum) == Int32(-128 * weightSum))
    }
  }

  @Test(arguments: tables) func wrongJustOverTheBound(instructionSet: InstructionSet) {
    let kernel = KernelTable(instructionSet).kernels.winograd
    for weightSum in [(1 << 18) + 1, 127 * 9 * Self.channels] {
      #expect(accumulator(kernel, weightSum: weightSum) != Int32(-128 * weightSum))
      #expect(accumulator(KernelTable(instructionSet).kernels.direct, weightSum: weightSum) == Int32(-128 * weightSum))
    }
  }
}
