import CKernels
import Kernels
import Model

/// Chooses the kernel of each phase, and packs the weights for it.
extension Preparation {
  func kernel(_ phase: Phase, _ step: Step, _ choice: KernelChoice) -> CatseyeConvKernel {
    let size = plan.outputSize(of: step)
    let isWorthIt =
      unsafe phase.kernelHeight * phase.kernelWidth >= Int(table.kernels.winograd_least_taps)
      && size.height * size.width >= Int(table.kernels.winograd_least_pixels)
    let wanted = choice == .winograd || choice != .direct && isWorthIt
    if wanted && takesWinograd(phase, step) { return unsafe table.kernels.winograd }
    return unsafe choice == .direct ? table.kernels.direct : byRows(phase, step)
  }

  /// The best of the kernels that go row by row.
  func byRows(_ phase: Phase, _ step: Step) -> CatseyeConvKernel {
    unsafe takesF23(phase, step) ? table.kernels.f23 : table.kernels.direct
  }

  /// Whether Winograd computes the phase: the instruction set must have it, and it must be exact. It computes 3x3 and the two-tap phases of
  /// a transposed convolution, at stride 1, with accumulators of at most 26 bits.
  func takesWinograd(_ phase: Phase, _ step: Step) -> Bool {
    let sources = step.sources.map { plan.tensors[$0] }
    guard unsafe table.kernels.winograd.run != nil, step.kind != .depthwise, step.strideY == 1, step.strideX == 1,
      [(3, 3), (2, 2), (1, 2), (2, 1)].contains(where: { $0 == (phase.kernelHeight, phase.kernelWidth) }),
      unsafe sources.allSatisfy({ $0.channelStride % ModelFormat.channelBlock == 0 })
        || sources.count == 1 && table.kernels.winograd.narrow != 0
    else { return false }
    let reduction = phase.reduction(channelStrides: sources.map { $0.channelStride })
    return largestWeightSum(phase, reduction: reduction) < Preparation.winogradWeightLimit
  }

  /// Exact for -2^25 <= Y < 2^25, and |Y| <= 128 · Σ|w| (NUMERICS.md, "Winograd").
  private static let winogradWeightLimit = winogradSumLimit / 128
  static let winogradSumLimit = 1 << 25

  /// The largest Σ|w| of an output channel.
  private func largestWeightSum(_ phase: Phase, reduction: Int) -> Int {
    guard let weights: UnsafePointer<Int8> = unsafe data.table(at: phase.weights) else { return .max }
    var largest = 0
    for o in 0..<phase.outputChannels {
      let row = unsafe UnsafeBufferPointer(start: weights + o * reduction, count: reduction)
      largest = unsafe max(largest, Int(row.reduce(into: UInt32(0)) { $0 &+= UInt32($1.magnitude) }))
    }
    return largest
  }

  /// Bytes of one phase's packed weights, rounded up to a multiple of 64, where the next phase's begin.
  func packedSize(_ phase: Phase, _ step: Step, _ kernel: CatseyeConvKernel) -> Int {
    var shape = weightShape(phase, step)
    let bytes = unsafe kernel.packed_bytes(&shape)
    return (bytes + ModelFormat.alignment - 1) / ModelFormat.alignment * ModelFormat.alignment
  }

  private func weightShape(_ phase: Phase, _ step: Step) -> CatseyeWeightShape {
    var shape = CatseyeWeightShape()
    shape.out_channels = Int32(phase.outputChannels)
    shape.kernel_height = Int32(phase.kernelHeight)
    shape.kernel_width = Int32(phase.kernelWidth)
    shape.source_count = Int32(step.sources.count)
    let runs = step.sources.map { Int32(phase.kernelWidth * plan.tensors[$0].channelStride) }
    shape.runs = (runs[0], runs.at(1) ?? 0, runs.at(2) ?? 0, runs.at(3) ?? 0)
    return shape
  }

  func pack(
    _ phase: Phase, _ step: Step, _ kernel: CatseyeConvKernel, _ packed: inout UnsafeMutableRawPointer
  ) -> UnsafeRawPointer {
    defer { unsafe packed += packedSize(phase, step, kernel) }
    var shape = weightShape(phase, step)
    let weights: UnsafePointer<Int8>? = unsafe data.table(at: phase.weights)
    unsafe kernel.pack(&shape, weights, packed)
    return UnsafeRawPointer(packed)
  }
}
