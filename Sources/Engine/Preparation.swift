import CKernels
import Kernels
import Model

/// Turns a checked plan into steps with addresses, and packs the weights for one kernel table.
struct Preparation {
  /// The model's; what poolings write may have another place.
  var plan: Plan
  let data: UnsafeRawBufferPointer
  let table: KernelTable
  private(set) var scratchBytes = 0
  private(set) var steps: [PreparedStep] = []
  private(set) var convolutions: [PreparedConvolution] = []
  /// Chosen for each phase of each step.
  var kernels: [[CatseyeConvKernel]] = []
  var pooledHeads: [PooledHead] = []

  init(plan: Plan, data: UnsafeRawBufferPointer, table: KernelTable, choice: KernelChoice) {
    self.plan = plan
    self.data = data
    self.table = table
    for step in plan.steps {
      // a depthwise convolution reads its weights as the file has them
      kernels.append(step.kind == .depthwise ? [] : step.phases.map { kernel(plan.phases[$0], step, choice) })
    }
  }

  var packedBytes: Int {
    plan.steps.indices.reduce(0) { sum, index in
      let step = plan.steps[index]
      return zip(step.phases, kernels[index]).reduce(sum) { $0 + packedSize(plan.phases[$1.0], step, $1.1) }
    }
  }

  mutating func prepare(arena: UnsafeMutableRawPointer, weights: UnsafeMutableRawPointer) {
    var packed = weights
    for (index, step) in plan.steps.enumerated() {
      let stored = step.outputs.map { $0.tensor }.filter { plan.lifetime(ofTensor: $0, pooled: pooledHeads) != nil }
      let halos = (index == 0 ? [plan.inputTensor] : []) + stored
      let work: PreparedStep.Work
      switch step.kind {
      case .maxPool where pooledHeads.contains { $0.pool == index }: work = .alreadyPooled
      case .maxPool: work = .maxPool(poolArguments(step, arena), rows: plan.outputSize(of: step).height)
      case .classifier: work = classifier(index, arena, &packed)
      case .convolution, .transposedConvolution:
        let first = convolutions.count
        for phase in step.phases.indices { append(phase, of: index, arena, &packed) }
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
    _ index: Int, of stepIndex: Int, _ arena: UnsafeMutableRawPointer, _ packed: inout UnsafeMutableRawPointer
  ) {
    let step = plan.steps[stepIndex]
    let phase = plan.phases[index]
    let kernel = kernels[stepIndex][index - step.phases.lowerBound]
    var convolution = convolution(phase, step, kernel, arena)
    if let pooled = pooledHeads.first(where: { $0.convolution == stepIndex }) {
      pool(pooled, phase, arena, &convolution.arguments)
    }
    convolution.arguments.weights = pack(phase, step, kernel, &packed)
    let bytes = scratch(&convolution.arguments, kernel, isClassifier: step.kind == .classifier)
    scratchBytes = max(scratchBytes, bytes)
    convolutions.append(convolution)
  }

  /// Bytes of scratch, a multiple of 64: the kernel's own, and behind it a classifier's row of accumulators.
  func scratch(_ conv: inout CatseyeConv, _ kernel: CatseyeConvKernel, isClassifier: Bool) -> Int {
    let own = (kernel.scratch_bytes(&conv) + 63) / 64 * 64
    return own + (isClassifier ? Int(conv.width) * Int(conv.out_channels) * MemoryLayout<Int32>.stride : 0)
  }

  func table<Element>(_ offset: Int) -> UnsafePointer<Element>? {
    data.baseAddress.map { ($0 + offset).assumingMemoryBound(to: Element.self) }
  }

  private mutating func classifier(
    _ index: Int, _ arena: UnsafeMutableRawPointer, _ packed: inout UnsafeMutableRawPointer
  ) -> PreparedStep.Work {
    let phase = plan.phases[plan.steps[index].phases.lowerBound]
    append(plan.steps[index].phases.lowerBound, of: index, arena, &packed)
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
