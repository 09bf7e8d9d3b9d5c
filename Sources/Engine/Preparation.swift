import CKernels
import Kernels
import Model

/// Turns a checked plan into steps with addresses, and packs the weights for one kernel table.
/// Weights and constants stay in the model's file, which the engine keeps; the plan's validation has checked offsets into it.
@safe
struct Preparation {
  /// The model's plan. Tensors that fused poolings write may have another place.
  var plan: Plan
  let data: UnsafeRawBufferPointer
  let table: KernelTable
  var scratchBytes = 0
  private(set) var steps: [PreparedStep] = []
  private(set) var convolutions: [PreparedConvolution] = []
  /// The kernel that was chosen for each phase of each step.
  var kernels: [[CatseyeConvKernel]] = unsafe []
  var fusions: Fusions
  /// For each tensor, whether F(2, 3) may read it; empty where the table has no such kernel.
  let halved: [Bool]

  init(plan: Plan, data: UnsafeRawBufferPointer, table: KernelTable, choice: KernelChoice) {
    self.plan = plan
    unsafe self.data = unsafe data
    self.table = table
    fusions = Fusions(plan)
    halved = unsafe table.kernels.f23.run == nil ? [] : Preparation.halvedTensors(plan)
    for step in plan.steps {
      // a depthwise convolution reads its weights as the file has them
      unsafe kernels.append(
        step.kind == .depthwise ? [] : step.phases.map { unsafe kernel(plan.phases[$0], step, choice) })
    }
  }

  var packedBytes: Int {
    plan.steps.indices.reduce(0) { sum, index in
      let step = plan.steps[index]
      return unsafe zip(step.phases, kernels[index]).reduce(sum) {
        unsafe $0 + packedSize(plan.phases[$1.0], step, $1.1)
      }
    }
  }

  mutating func prepare(arena: UnsafeMutableRawPointer, weights: UnsafeMutableRawPointer) {
    var packed = unsafe weights
    for (index, step) in plan.steps.enumerated() {
      let stored = step.outputs.map { $0.tensor }.filter { fusions.lifetimes[$0] != nil }
      let halos = (index == 0 ? [plan.inputTensor] : []) + stored
      let work: PreparedStep.Work
      switch step.kind {
      case .maxPool where fusions.pooledHeads.contains { $0.pool == index }: work = .alreadyDone
      case .maxPool: work = unsafe .maxPool(poolArguments(step, arena), rows: plan.outputSize(of: step).height)
      case .classifier: work = unsafe fusions.classifiesAtOnce ? .alreadyDone : classifier(index, nil, arena, &packed)
      case .convolution where fusions.classifiesAtOnce && index == plan.steps.count - 2:
        work = unsafe bandedClassifier(arena, &packed)
      case .convolution, .transposedConvolution:
        let first = convolutions.count
        for phase in step.phases.indices { unsafe append(phase, of: index, arena, &packed) }
        assert(plan.phasesCoverOutput(step))
        let rows = plan.computed(plan.outputSize(of: step).height, 0, step.outputStep)
        work = .convolution(first..<convolutions.count, rows: rows)
      case .depthwise, .rescale, .add, .multiply, .lookup, .averagePool, .gather, .interpolate:
        let prepared = unsafe prepared(step, step.operands ?? Operands(), arena)
        if case .depthwise(var conv) = prepared {
          scratchBytes = unsafe max(scratchBytes, (table.operators.depthwise_scratch_bytes(&conv) + 63) / 64 * 64)
        }
        work = .operator(prepared, rows: plan.outputSize(of: step).height)
      }
      steps.append(PreparedStep(work: work, halos: halos.compactMap { unsafe halo($0, arena) }))
    }
  }

  private func halo(_ index: Int, _ arena: UnsafeMutableRawPointer) -> PreparedStep.Halo? {
    let tensor = plan.tensors[index]
    assert(plan.isInArena(tensor))
    guard tensor.halo > 0 else { return nil }
    var pixel = [Int8](repeating: Int8(tensor.zeroPoint), count: tensor.channelStride)
    if tensor.hasResiduals { for c in tensor.paddedChannels..<tensor.channelStride { pixel[c] = 0 } }
    if index == plan.inputTensor {
      // the float network pads with 0 after normalisation, which is the mean
      for (channel, value) in plan.input.zeroPixel.enumerated() { pixel[channel] = value }
    }
    return unsafe PreparedStep.Halo(
      start: (arena + tensor.arenaOffset).assumingMemoryBound(to: Int8.self), rows: tensor.height + 2 * tensor.halo,
      columns: tensor.width + 2 * tensor.halo, edge: tensor.halo, pixel: pixel)
  }

  mutating func append(
    _ index: Int, of stepIndex: Int, _ arena: UnsafeMutableRawPointer, _ packed: inout UnsafeMutableRawPointer
  ) {
    let step = plan.steps[stepIndex]
    let phase = plan.phases[index]
    let kernel = unsafe kernels[stepIndex][index - step.phases.lowerBound]
    var convolution = unsafe convolution(phase, step, kernel, arena)
    if let pooled = fusions.pooledHeads.first(where: { $0.convolution == stepIndex }) {
      unsafe pool(pooled, phase, arena, &convolution.arguments)
    }
    unsafe convolution.arguments.weights = unsafe pack(phase, step, kernel, &packed)
    let rows = step.kind == .classifier ? Preparation.rowsAtOnce(phase) : 0
    // a phase without rows or columns is never called; its arguments would be invalid
    if convolution.rows > 0 {
      assert(unsafe isInReach(convolution, of: step, pooled: pooledTensor(of: stepIndex), arena))
      let bytes = unsafe scratch(&convolution.arguments, kernel, rowsOfSums: rows)
      scratchBytes = max(scratchBytes, bytes)
    }
    convolutions.append(convolution)
  }

  /// Bytes of scratch, a multiple of 64: first the kernel's own, then a classifier's rows of accumulators.
  func scratch(_ conv: inout CatseyeConv, _ kernel: CatseyeConvKernel, rowsOfSums: Int) -> Int {
    let own = unsafe (kernel.scratch_bytes(&conv) + 63) / 64 * 64
    return unsafe own + rowsOfSums * Int(conv.width) * Int(conv.out_channels) * MemoryLayout<Int32>.stride
  }

  func table<Element>(_ offset: Int) -> UnsafePointer<Element>? {
    unsafe data.baseAddress.map { unsafe ($0 + offset).assumingMemoryBound(to: Element.self) }
  }

  func poolArguments(_ step: Step, _ arena: UnsafeMutableRawPointer) -> CatseyePool {
    let input = plan.tensors[step.sources[0]]
    let output = plan.tensors[step.outputs[0].tensor]
    assert(plan.windowsTouch(input, of: step) && input.channelStride == output.channelStride)
    var pool = unsafe CatseyePool()
    unsafe pool.in = unsafe UnsafePointer((arena + input.arenaOffset + input.origin).assumingMemoryBound(to: Int8.self))
    unsafe pool.out = unsafe (arena + output.arenaOffset + output.origin).assumingMemoryBound(to: Int8.self)
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

extension Array {
  /// nil past the end.
  func at(_ index: Int) -> Element? { index < count ? self[index] : nil }
}
