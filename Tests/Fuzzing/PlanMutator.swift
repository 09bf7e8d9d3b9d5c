import Randomness

@testable import Model

/// Changes what a model computes and how large it is, and then everything that depends on it, so that most results are valid files. It
/// makes another network, where changed bytes make a broken file.
struct PlanMutator {
  private(set) var plan: Plan
  private(set) var data: [UInt8]
  private var random: SplitMix64

  /// nil if the bytes are no small model.
  init?(_ file: UnsafeRawBufferPointer, seed: UInt64) {
    guard let plan = (try? Model(bytes: file))?.plan, plan.isSmall,
      plan.phases.allSatisfy({
        !$0.heads.isEmpty && $0.outputChannels <= 512 && max($0.kernelHeight, $0.kernelWidth) < 32
      })
    else { return nil }
    self.plan = plan
    data = Array(file[Plan.dataRange(of: file)])
    random = SplitMix64(seed: seed)
  }

  mutating func mutated() -> [UInt8] {
    for _ in 0...index(3) { change() }
    var settling = PlanSettling(plan, data, &random)
    settling.settle()
    (plan, data) = (settling.plan, settling.data)
    if index(4) == 0 { changeUnsettled() }
    return plan.encoded(data: data)
  }

  private mutating func index(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  private mutating func pick<Value>(_ values: [Value]) -> Value { values[index(values.count)] }

  private mutating func change() {
    let (phase, step, tensor) = (index(plan.phases.count), index(plan.steps.count), index(plan.tensors.count))
    switch index(15) {
    case 0: plan.tensors[plan.inputTensor].height = 1 + index(24)
    case 1: plan.tensors[plan.inputTensor].width = 1 + index(24)
    case 2: plan.phases[phase].kernelHeight = pick([1, 2, 3, 3, 4, 5, 7])
    case 3: plan.phases[phase].kernelWidth = pick([1, 2, 3, 3, 4, 5, 7])
    case 4: plan.phases[phase].originY = -pick([0, 1, 1, 2, 3, -1, -2])
    case 5: plan.phases[phase].originX = -pick([0, 1, 1, 2, 3, -1, -2])
    case 6: plan.steps[step].strideY = pick([1, 1, 2, 3, 16])
    case 7: plan.steps[step].strideX = pick([1, 1, 2, 3, 16])
    case 8: plan.tensors[tensor].halo = index(9)
    case 9: changeChannels(of: step)
    case 10: changeSources(of: step)
    case 11: changeWindow(of: step)
    case 12: changeTable(of: phase)
    case 13: halve(step)
    default: changeValues(of: step, tensor)
    }
  }

  /// Changes the channels of all outputs of a convolution.
  private mutating func changeChannels(of step: Int) {
    guard !plan.steps[step].phases.isEmpty, plan.steps[step].kind != .depthwise else { return }
    let channels = pick([1, 3, 15, 16, 17, 31, 33, 48])
    if plan.steps[step].kind == .classifier {
      let count = pick([1, 2, 5, 16, 17, 33])
      plan.classes = (0..<count).map { ModelClass(name: "c", red: UInt8($0), green: 9, blue: 200) }
      for phase in plan.steps[step].phases { plan.phases[phase].outputChannels = count }
      return
    }
    for output in plan.steps[step].outputs { plan.tensors[output.tensor].channels = channels }
    for phase in plan.steps[step].phases { plan.phases[phase].outputChannels = channels }
  }

  /// Adds one of the tensors that were written before, removes one, or exchanges one.
  private mutating func changeSources(of step: Int) {
    let written = [plan.inputTensor] + plan.steps[..<step].flatMap { $0.outputs.map { $0.tensor } }
    var sources = plan.steps[step].sources
    switch index(3) {
    case 0 where sources.count < 4: sources.append(pick(written))
    case 1 where sources.count > 1: sources.removeLast()
    default: sources[index(sources.count)] = pick(written)
    }
    plan.steps[step].sources = sources
  }

  /// Changes the window of a pooling or a depthwise convolution.
  private mutating func changeWindow(of step: Int) {
    var changed = plan.steps[step]
    if index(2) == 0 {
      changed.operands?.dilationY = 1 + index(3)
      changed.operands?.dilationX = 1 + index(3)
    }
    if changed.kernelHeight > 0 {
      (changed.kernelHeight, changed.kernelWidth) = index(3) == 0 ? (2, 2) : (1 + index(4), 1 + index(4))
      (changed.paddingTop, changed.paddingLeft) =
        index(2) == 0 ? (0, 0) : (index(changed.kernelHeight), index(changed.kernelWidth))
      (changed.strideY, changed.strideX) = index(2) == 0 ? (2, 2) : (1 + index(3), 1 + index(3))
    }
    plan.steps[step] = changed
  }

  /// Changes a step's clamps, its outputs' zero points and its weights to the bounds of what F(2, 3) accepts, and at times beyond.
  private mutating func halve(_ step: Int) {
    for place in plan.steps[step].outputs.indices {
      (plan.steps[step].outputs[place].low, plan.steps[step].outputs[place].high) = (pick([-64, -64, -64, -65]), 63)
      plan.tensors[plan.steps[step].outputs[place].tensor].zeroPoint = pick([-64, 0, 63])
    }
    for phase in plan.steps[step].phases where plan.phases[phase].kernelWidth == 3 {
      let first = plan.phases[phase].weights
      for place in first..<max(min(first + 2048, data.count), first) { data[place] = pick([0, 1, 0x2A, 0xD6, 0x15]) }
    }
  }

  /// Changes a bias, a factor or a weight, of one channel or of all.
  private mutating func changeTable(of index: Int) {
    let phase = plan.phases[index]
    let head = pick(phase.heads)
    let channels = self.index(3) == 0 ? Array(0..<phase.outputChannels) : [self.index(phase.outputChannels)]
    let exponent = pick([-140, -126, -30, -8, -1, 0, 3, 20, 40, 97, 120, 127])
    let factor = Float(sign: pick([.plus, .minus]), exponent: exponent, significand: 1).bitPattern
    let ends: [UInt32] = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0x7E00_0000, 0x4000_0000, 0xFFFF_FF00]
    let bias = pick(ends)
    let kind = self.index(4)
    for channel in channels where kind < 3 {
      let table = [head.bias, head.positive, head.negative][kind]
      setWord(kind == 0 ? bias : factor, at: table + 4 * channel)
    }
    guard kind == 3, !data.isEmpty else { return }
    for _ in 0...self.index(8) {
      let place = (phase.weights + self.index(512)) % data.count
      data[place] = pick([0, 1, 127, 0x81, 255, UInt8(self.index(128))])
    }
  }

  private mutating func setWord(_ word: UInt32, at place: Int) {
    guard place >= 0, place + 4 <= data.count else { return }
    for byte in 0..<4 { data[place + byte] = UInt8(truncatingIfNeeded: word >> UInt32(8 * byte)) }
  }

  private mutating func changeValues(of step: Int, _ tensor: Int) {
    let (value, slope) = (index(256) - 128, pick([0, 1, -1, 0.25, 0x1p40, -0x1p-40] as [Float]))
    switch index(4) {
    case 0: plan.tensors[tensor].zeroPoint = value
    case 1:
      guard !plan.steps[step].outputs.isEmpty else { return }
      let high = value + index(128 - value)
      (plan.steps[step].outputs[0].low, plan.steps[step].outputs[0].high) = (value, high)
    case 2: plan.steps[step].operands?.slope = slope
    default: plan.steps[step].operands?.firstChannel = max(value, 0) % 20
    }
  }

  /// Changes something that nothing is adapted to.
  private mutating func changeUnsettled() {
    let (phase, step, tensor) = (index(plan.phases.count), index(plan.steps.count), index(plan.tensors.count))
    switch index(8) {
    case 0: plan.maskHeight = max(plan.maskHeight + index(9) - 4, 1)
    case 1: plan.maskWidth = max(plan.maskWidth + index(9) - 4, 1)
    case 2: plan.tensors[tensor].channelStride += 16
    case 3: plan.steps[step].strideX = pick([2, 3, 16])
    case 4: plan.steps[step].strideY = pick([2, 3, 16])
    case 5: plan.phases[phase].weights = index(data.count / 64 + 1) * 64
    case 6: plan.tensors[tensor].arenaOffset = index(plan.arenaBytes / 64 + 1) * 64
    default: plan.phases[phase].outputX = index(2)
    }
  }
}
