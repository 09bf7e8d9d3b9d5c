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
    halved = unsafe table.kernels.f23.run == nil ? [] : plan.halvedTensors
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
    let arguments = unsafe OperatorArguments(table.operators, plan.tensors, data, arena)
    for (index, step) in plan.steps.enumerated() {
      let stored = step.outputs.map { $0.tensor }.filter { fusions.lifetimes[$0] != nil }
      let halos = (index == 0 ? [plan.inputTensor] : []) + stored
      let work: PreparedStep.Work
      switch step.kind {
      case .maxPool where fusions.pooledHeads.contains { $0.pool == index }: work = .alreadyDone
      case .maxPool:
        assert(plan.windowsTouch(plan.tensors[step.sources[0]], of: step))
        work = unsafe .maxPool(arguments.pool(step), rows: plan.outputSize(of: step).height)
      case .classifier: work = unsafe fusions.classifiesAtOnce ? .alreadyDone : classifier(index, nil, arena, &packed)
      case .convolution where fusions.classifiesAtOnce && index == plan.steps.count - 2:
        work = unsafe bandedClassifier(arena, &packed)
      case .convolution, .transposedConvolution:
        let first = convolutions.count
        for phase in step.phases.indices { unsafe append(phase, of: index, arena, &packed) }
        assert(plan.phasesCoverOutput(step))
        let rows = plan.computed(plan.outputSize(of: step).height, 0, step.outputSpacing)
        work = .convolution(first..<convolutions.count, rows: rows)
      case .depthwise: work = unsafe .operator(depthwise(step, arena), rows: plan.outputSize(of: step).height)
      default: work = .operator(arguments.prepared(step), rows: plan.outputSize(of: step).height)
      }
      if case .operator(let prepared, _) = work { scratchBytes = max(scratchBytes, prepared.scratchBytes) }
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
}
