import Randomness

@testable import Model

/// Makes a plan valid again after a change: sizes from step to step, halos for every window, places in the arena, and tables for the new
/// numbers of channels and pixels.
struct PlanSettling {
  private(set) var plan: Plan
  private(set) var data: [UInt8]
  private var random: SplitMix64
  private let before: Plan

  init(_ plan: Plan, _ data: [UInt8], _ random: inout SplitMix64) {
    self.plan = plan
    self.data = data
    self.random = SplitMix64(seed: random.next())
    before = plan
  }

  mutating func settle() {
    let frame = plan.tensors[plan.inputTensor]
    (plan.input.height, plan.input.width) = (frame.height, frame.width)
    for index in plan.steps.indices { settle(step: index) }
    place()
    // room for all weights, even if several share their bytes
    let weights = plan.steps.reduce(0) { sum, step in
      sum + step.phases.reduce(0) { $0 + weightBytes(plan.phases[$1], step) }
    }
    let most = plan.phases.reduce(0) { max($0, $1.weights + 512) }
    extend(to: max(weights, most))
  }

  private mutating func index(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  private func weightBytes(_ phase: Phase, _ step: Step) -> Int {
    let strides = step.sources.map { plan.tensors[$0].channelStride }
    return (step.kind == .depthwise ? 1 : phase.outputChannels) * phase.reduction(channelStrides: strides)
  }

  /// Extends the data by small weights.
  private mutating func extend(to count: Int) {
    while data.count < min(count, 1 << 16) || data.count % 64 != 0 {
      data.append(UInt8(bitPattern: Int8(truncatingIfNeeded: index(15) - 7)))
    }
  }

  /// Appends a table of factors, biases or indices to the data; returns its offset.
  private mutating func table(_ words: [UInt32]) -> Int {
    extend(to: data.count)
    let offset = data.count
    for word in words { for byte in 0..<4 { data.append(UInt8(truncatingIfNeeded: word >> UInt32(8 * byte))) } }
    extend(to: data.count)
    return offset
  }

  private mutating func settle(step index: Int) {
    var step = plan.steps[index]
    let source = plan.tensors[step.sources[0]]
    var size = (height: source.height, width: source.width)
    switch step.kind {
    case .convolution, .classifier, .depthwise: size = convolved(step)
    case .transposedConvolution:
      if let old = step.outputs.first.map({ before.tensors[$0.tensor] }) {
        let small = before.tensors[step.sources[0]]
        size = (
          max(2 * size.height + min(max(old.height - 2 * small.height, -1), 1), 1),
          max(2 * size.width + min(max(old.width - 2 * small.width, -1), 1), 1)
        )
        if self.index(6) == 0 { size.width = max(size.width - 1, 1) }
      }
    case .maxPool, .averagePool:
      size.height = pooled(size.height, step.kernelHeight, step.strideY, step.paddingTop)
      size.width = pooled(size.width, step.kernelWidth, step.strideX, step.paddingLeft)
    case .gather, .interpolate:
      if let old = step.outputs.first.map({ before.tensors[$0.tensor] }) { size = (old.height, old.width) }
      step.operands?.rows = places(size.height, source.height, step.kind)
      step.operands?.columns = places(size.width, source.width, step.kind)
    case .rescale, .add, .multiply, .lookup, .channelMax: break
    }
    plan.steps[index] = step
    if step.kind == .classifier { (plan.maskHeight, plan.maskWidth) = size }
    for output in step.outputs {
      (plan.tensors[output.tensor].height, plan.tensors[output.tensor].width) = size
      keepChannels(of: output.tensor, step)
    }
    for phase in step.phases { settle(phase: phase, step) }
  }

  /// Steps that treat each channel alone get as many channels as their source, and some of them its scale.
  private mutating func keepChannels(of tensor: Int, _ step: Step) {
    let source = plan.tensors[step.sources[0]]
    switch step.kind {
    case .maxPool, .gather, .interpolate:
      plan.tensors[tensor].zeroPoint = source.zeroPoint
      plan.tensors[tensor].scale = source.scale
      plan.tensors[tensor].channelScales = source.channelScales
      plan.tensors[tensor].channels = source.channels
    case .lookup, .averagePool, .add, .multiply, .depthwise: plan.tensors[tensor].channels = source.channels
    case .channelMax: plan.tensors[tensor].channels = 1
    default: break
    }
    if let scales = plan.tensors[tensor].channelScales, scales + 4 * plan.tensors[tensor].channels > data.count {
      plan.tensors[tensor].channelScales = nil
    }
    let parts = before.tensors[tensor].hasResiduals && step.kind.rawValue < 16 ? 2 : 1
    plan.tensors[tensor].channelStride = parts * plan.tensors[tensor].paddedChannels
    if step.kind == .maxPool { plan.tensors[tensor].channelStride = source.channelStride }
  }

  private mutating func convolved(_ step: Step) -> (height: Int, width: Int) {
    let phase = plan.phases[step.phases.lowerBound]
    let height = step.sources.map { plan.tensors[$0].height }.min() ?? 1
    let width = step.sources.map { plan.tensors[$0].width }.min() ?? 1
    let (dilationY, dilationX) = (step.operands?.dilationY ?? 1, step.operands?.dilationX ?? 1)
    let spanY = (phase.kernelHeight - 1) * dilationY + 1
    let spanX = (phase.kernelWidth - 1) * dilationX + 1
    // the same pads on both sides, or some more or fewer
    let bottom = -phase.originY + (index(4) == 0 ? index(4) - 1 : 0)
    let right = -phase.originX + (index(4) == 0 ? index(4) - 1 : 0)
    return (
      max((height - phase.originY + bottom - spanY) / step.strideY + 1, 1),
      max((width - phase.originX + right - spanX) / step.strideX + 1, 1)
    )
  }

  private func pooled(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
    max(min((size + 2 * padding - kernel) / stride + 1, (size - 1 + padding) / stride + 1), 1)
  }

  private mutating func places(_ count: Int, _ inputs: Int, _ kind: Step.Kind) -> Int {
    var words: [UInt32] = []
    for place in 0..<count {
      let first = min(place * inputs / max(count, 1), inputs - 1)
      if kind == .gather {
        words.append(index(9) == 0 ? UInt32.max : UInt32(first))
      } else {
        words += [UInt32(first), UInt32(min(first + 1, inputs - 1)), UInt32(index(257))]
      }
    }
    return table(words)
  }

  private mutating func settle(phase index: Int, _ step: Step) {
    var phase = plan.phases[index]
    if step.kind == .depthwise { phase.outputChannels = plan.tensors[step.sources[0]].channels }
    if let first = step.outputs.first {
      phase.outputChannels = min(phase.outputChannels, plan.tensors[first.tensor].channels)
    }
    let padded = phase.paddedChannels
    for head in phase.heads.indices
    where padded > before.phases[index].paddedChannels || needsTables(phase.heads[head], padded) {
      phase.heads[head].bias = table((0..<padded).map { UInt32(truncatingIfNeeded: $0 * 77 % 1000 - 300) })
      phase.heads[head].positive = table((0..<padded).map { Float($0 % 3 == 0 ? -0.004 : 0.003).bitPattern })
      phase.heads[head].negative =
        self.index(2) == 0 ? phase.heads[head].positive : table((0..<padded).map { _ in Float(0.001).bitPattern })
    }
    plan.phases[index] = phase
    widenHalos(phase, step)
  }

  private func needsTables(_ head: Phase.Head, _ padded: Int) -> Bool {
    max(head.bias, head.positive, head.negative) + 4 * padded > data.count
  }

  /// Widens the halos of all sources for every window.
  private mutating func widenHalos(_ phase: Phase, _ step: Step) {
    let size = plan.outputSize(of: step)
    let rows = plan.computed(size.height, phase.outputY, step.outputSpacing)
    let columns = plan.computed(size.width, phase.outputX, step.outputSpacing)
    let (dilationY, dilationX) = (step.operands?.dilationY ?? 1, step.operands?.dilationX ?? 1)
    let lastY = (rows - 1) * step.strideY + phase.originY + (phase.kernelHeight - 1) * dilationY + 1
    let lastX = (columns - 1) * step.strideX + phase.originX + (phase.kernelWidth - 1) * dilationX + 1
    for source in step.sources {
      let tensor = plan.tensors[source]
      let needed = max(-phase.originY, -phase.originX, lastY - tensor.height, lastX - tensor.width)
      plan.tensors[source].halo = min(max(tensor.halo, needed, 0), 31)
    }
  }

  /// Puts each tensor at the lowest place that is free while it lives, sometimes with gaps.
  private mutating func place() {
    let lifetimes = plan.tensors.indices.map { plan.lifetime(ofTensor: $0) }
    var end = 0
    let isTight = index(3) > 0
    for tensor in plan.tensors.indices {
      let others = plan.tensors[..<tensor].indices.filter { !isTight || lifetimes[$0].overlaps(lifetimes[tensor]) }
      var offset = 0
      for range in others.map({ plan.tensors[$0].arenaRange }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if range.lowerBound - offset >= plan.tensors[tensor].byteCount { break }
        offset = max(offset, (range.upperBound + 63) / 64 * 64)
      }
      plan.tensors[tensor].arenaOffset = offset
      end = max(end, plan.tensors[tensor].arenaRange.upperBound)
    }
    plan.arenaBytes = end + 64 * index(3)
    plan.arenaLowerBound = 0
  }
}
