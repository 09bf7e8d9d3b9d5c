import CKernels
import Kernels
import Model

/// Turns a checked plan into steps with addresses, and packs the weights for one kernel table.
struct Preparation {
  let plan: Plan
  let data: UnsafeRawBufferPointer
  let table: KernelTable
  private(set) var packedBytes = 0
  private(set) var scratchBytes = 0
  private(set) var steps: [PreparedStep] = []
  private(set) var convolutions: [PreparedConvolution] = []
  /// Chosen for each convolution, in their order.
  private var kernels: [CatseyeConvKernel] = []

  init(plan: Plan, data: UnsafeRawBufferPointer, table: KernelTable) {
    self.plan = plan
    self.data = data
    self.table = table
    for step in plan.steps where step.kind != .depthwise {  // that one reads its weights as the file has them
      for index in step.phases {
        let kernel = kernel(plan.phases[index], step)
        kernels.append(kernel)
        packedBytes += packedSize(plan.phases[index], step, kernel)
      }
    }
  }

  mutating func prepare(arena: UnsafeMutableRawPointer, weights: UnsafeMutableRawPointer) {
    var packed = weights
    for (index, step) in plan.steps.enumerated() {
      let halos = (index == 0 ? [plan.inputTensor] : []) + step.outputs.map { $0.tensor }
      let work: PreparedStep.Work
      switch step.kind {
      case .maxPool: work = .maxPool(poolArguments(step, arena), rows: plan.outputSize(of: step).height)
      case .classifier: work = classifier(step, arena, &packed)
      case .convolution, .transposedConvolution:
        let first = convolutions.count
        for phase in step.phases { append(plan.phases[phase], step, arena, &packed) }
        let rows = plan.computed(plan.outputSize(of: step).height, 0, step.outputStep)
        work = .convolution(first..<convolutions.count, rows: rows)
      case .depthwise, .rescale, .add, .multiply, .lookup, .averagePool, .gather, .interpolate:
        let prepared = prepared(step, step.operands ?? Operands(), arena)
        if case .depthwise(var conv) = prepared {
          scratchBytes = max(scratchBytes, (table.operators.depthwise_scratch_bytes(&conv) + 63) / 64 * 64)
        }
        work = .operator(prepared, rows: plan.outputSize(of: step).height)
      }
      steps.append(PreparedStep(work: work, halos: halos.compactMap { halo($0, arena) }))
    }
  }

  private func halo(_ index: Int, _ arena: UnsafeMutableRawPointer) -> PreparedStep.Halo? {
    let tensor = plan.tensors[index]
    guard tensor.halo > 0 else { return nil }
    var pixel = [Int8](repeating: Int8(tensor.zeroPoint), count: tensor.channelStride)
    if tensor.hasResiduals { for c in tensor.paddedChannels..<tensor.channelStride { pixel[c] = 0 } }
    if index == plan.inputTensor {
      // the float network pads with 0, which is the mean: q = mean - 128 (NUMERICS.md, "First layer")
      for c in 0..<plan.input.mean.count { pixel[c] = Int8(plan.input.mean[c].rounded(.toNearestOrEven) - 128) }
    }
    return PreparedStep.Halo(
      start: (arena + tensor.arenaOffset).assumingMemoryBound(to: Int8.self), rows: tensor.height + 2 * tensor.halo,
      columns: tensor.width + 2 * tensor.halo, edge: tensor.halo, pixel: pixel)
  }

  private mutating func append(
    _ phase: Phase, _ step: Step, _ arena: UnsafeMutableRawPointer, _ packed: inout UnsafeMutableRawPointer
  ) {
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
    let kernel = kernels[convolutions.count]
    conv.weights = pack(phase, step, kernel, &packed)
    scratchBytes = max(scratchBytes, scratch(&conv, kernel, isClassifier: step.kind == .classifier))
    let rows = plan.computed(size.height, phase.outputY, step.outputStep)
    convolutions.append(PreparedConvolution(kernel: kernel, arguments: conv, rows: rows))
  }

  /// Bytes of scratch, a multiple of 64: the kernel's own, and behind it a classifier's row of accumulators.
  private func scratch(_ conv: inout CatseyeConv, _ kernel: CatseyeConvKernel, isClassifier: Bool) -> Int {
    let own = (kernel.scratch_bytes(&conv) + 63) / 64 * 64
    return own + (isClassifier ? Int(conv.width) * Int(conv.out_channels) * MemoryLayout<Int32>.stride : 0)
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

  func table<Element>(_ offset: Int) -> UnsafePointer<Element>? {
    data.baseAddress.map { ($0 + offset).assumingMemoryBound(to: Element.self) }
  }

  private mutating func classifier(
    _ step: Step, _ arena: UnsafeMutableRawPointer, _ packed: inout UnsafeMutableRawPointer
  ) -> PreparedStep.Work {
    let phase = plan.phases[step.phases.lowerBound]
    append(phase, step, arena, &packed)
    let factors: UnsafePointer<Float>? = table(phase.heads[0].positive)
    let classifier = PreparedStep.Classifier(
      factors: factors ?? UnsafePointer(arena.assumingMemoryBound(to: Float.self)), classes: plan.classes.count,
      rows: plan.maskHeight, width: plan.maskWidth, stride: phase.paddedChannels)
    return .classifier(convolutions.count - 1, classifier)
  }

  func poolArguments(_ step: Step, _ arena: UnsafeMutableRawPointer) -> CatseyePool {
    let input = plan.tensors[step.sources[0]]
    let output = plan.tensors[step.outputs[0].tensor]
    var pool = CatseyePool()
    pool.in = UnsafePointer((arena + input.arenaOffset + input.origin).assumingMemoryBound(to: Int8.self))
    pool.out = (arena + output.arenaOffset + output.origin).assumingMemoryBound(to: Int8.self)
    pool.in_row_stride = input.rowStride
    pool.out_row_stride = output.rowStride
    pool.in_height = Int32(input.height)
    pool.in_width = Int32(input.width)
    pool.width = Int32(output.width)
    pool.channels = Int32(input.channelStride)
    pool.kernel_height = Int32(step.kernelHeight)
    pool.kernel_width = Int32(step.kernelWidth)
    pool.stride_y = Int32(step.strideY)
    pool.stride_x = Int32(step.strideX)
    pool.pad_top = Int32(step.paddingTop)
    pool.pad_left = Int32(step.paddingLeft)
    return pool
  }
}

extension Array {
  /// nil past the end.
  func at(_ index: Int) -> Element? { index < count ? self[index] : nil }
}
