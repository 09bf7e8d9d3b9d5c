import Randomness

@testable import Model

/// Changes one thing in a plan, or a word of its file, to a value that its field might have.
struct ModelMutation {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func bool() -> Bool { Bool.random(using: &random) }
  mutating func index(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  /// The file with one to three changes, and with a right checksum.
  mutating func mutated(_ plan: Plan, data: [UInt8]) -> [UInt8] {
    var plan = plan
    var data = data
    for _ in 0...index(3) {
      switch index(8) {
      case 0: changeTensor(&plan.tensors[index(plan.tensors.count)])
      case 1: changeStep(&plan.steps[index(plan.steps.count)], plan)
      case 2: changePhase(&plan.phases[index(plan.phases.count)], data.count)
      case 3: changeHead(&plan)
      case 4: changeDescription(&plan)
      case 5: exchange(&plan)
      case 6: data[index(data.count)] = UInt8(index(256))
      default: return wordChanged(plan.encoded(data: data))
      }
    }
    return plan.encoded(data: data)
  }

  /// A value near the old one, or near a limit.
  private mutating func changed(_ value: Int) -> Int {
    let ends = [
      0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 64, 128, 255, 256, 1000, 8192, 16_384, 65_536, 1 << 24, 1 << 31,
    ]
    switch index(4) {
    case 0: return max(value + [-1, 1, -2, 2, -16, 16, -64, 64][index(8)], 0)
    case 1: return value * [2, 3, 16][index(3)]
    case 2: return value / 2
    default: return min(ends[index(ends.count)], Int(UInt32.max))
    }
  }

  private mutating func change(_ value: inout Int) { value = changed(value) }
  private mutating func changeSigned(_ value: inout Int) { value = changed(abs(value)) * (bool() ? 1 : -1) }

  private mutating func changeTensor(_ tensor: inout Tensor) {
    switch index(9) {
    case 0: change(&tensor.height)
    case 1: change(&tensor.width)
    case 2: change(&tensor.channels)
    case 3: change(&tensor.channelStride)
    case 4: change(&tensor.halo)
    case 5: changeSigned(&tensor.zeroPoint)
    case 6: tensor.arenaOffset = changed(tensor.arenaOffset) / 64 * 64
    case 7: tensor.channelScales = bool() ? nil : index(2000) * 4
    default: change(&tensor.arenaOffset)
    }
  }

  private mutating func changeStep(_ step: inout Step, _ plan: Plan) {
    if bool(), var operands = step.operands {
      changeOperands(&operands)
      step.operands = operands
      return
    }
    switch index(10) {
    case 0: step.kind = [.convolution, .transposedConvolution, .maxPool, .classifier][index(4)]
    case 1: step.sources = (0...index(4)).map { _ in index(plan.tensors.count + 1) }
    case 2: step.outputs = (0..<index(3)).map { _ in Step.Output(tensor: index(plan.tensors.count + 1)) }
    case 3: step.phases = step.phases.lowerBound..<step.phases.lowerBound + index(6)
    case 4: change(&step.strideY)
    case 5: change(&step.strideX)
    case 6: change(&step.kernelHeight)
    case 7: change(&step.kernelWidth)
    case 8: change(&step.paddingTop)
    default: change(&step.paddingLeft)
    }
  }

  private mutating func changeOperands(_ operands: inout Operands) {
    switch index(9) {
    case 0: operands.factors = (0..<index(5)).map { _ in index(1000) * 4 }
    case 1: operands.shifts = (0..<index(5)).map { _ in index(1000) * 4 }
    case 2: change(&operands.rows)
    case 3: change(&operands.columns)
    case 4: change(&operands.table)
    case 5: change(&operands.firstChannel)
    case 6: change(&operands.dilationY)
    case 7: change(&operands.dilationX)
    default: operands.slope = [.nan, .infinity, -3, 0x1p60][index(4)]
    }
  }

  private mutating func changePhase(_ phase: inout Phase, _ dataBytes: Int) {
    switch index(9) {
    case 0: change(&phase.kernelHeight)
    case 1: change(&phase.kernelWidth)
    case 2: changeSigned(&phase.originY)
    case 3: changeSigned(&phase.originX)
    case 4: phase.outputY = index(3)
    case 5: phase.outputX = index(3)
    case 6: change(&phase.outputChannels)
    case 7: phase.weights = index(dataBytes / 64 + 1) * 64
    default: change(&phase.weights)
    }
  }

  private mutating func changeHead(_ plan: inout Plan) {
    let phase = index(plan.phases.count)
    let head = index(plan.phases[phase].heads.count)
    switch index(4) {
    case 0: change(&plan.phases[phase].heads[head].bias)
    case 1: change(&plan.phases[phase].heads[head].positive)
    case 2: change(&plan.phases[phase].heads[head].negative)
    default: plan.phases[phase].heads.append(plan.phases[phase].heads[head])
    }
    plan.phases[phase].heads = Array(plan.phases[phase].heads.prefix(ModelFormat.maximumHeads))
  }

  private mutating func changeDescription(_ plan: inout Plan) {
    switch index(7) {
    case 0: change(&plan.input.width)
    case 1: change(&plan.input.height)
    case 2: change(&plan.maskWidth)
    case 3: change(&plan.maskHeight)
    case 4: change(&plan.arenaBytes)
    case 5: change(&plan.inputTensor)
    default: plan.arenaBytes = min(plan.arenaBytes * 2, Int(UInt32.max))
    }
  }

  /// Exchanges two things of one kind.
  private mutating func exchange(_ plan: inout Plan) {
    let (a, b) = (index(plan.tensors.count), index(plan.tensors.count))
    switch index(4) {
    case 0: plan.tensors.swapAt(a, b)
    case 1: plan.steps.swapAt(index(plan.steps.count), index(plan.steps.count))
    case 2: plan.phases.swapAt(index(plan.phases.count), index(plan.phases.count))
    default:
      (plan.tensors[a].arenaOffset, plan.tensors[b].arenaOffset) = (
        plan.tensors[b].arenaOffset, plan.tensors[a].arenaOffset
      )
    }
  }

  /// Changes a word after the envelope, aligned as fields are.
  private mutating func wordChanged(_ file: [UInt8]) -> [UInt8] {
    var file = file
    let place = 32 + 4 * index((file.count - 32) / 4)
    let word = UInt32(truncatingIfNeeded: changed(index(1 << 16)))
    for byte in 0..<4 { file[place + byte] = UInt8(truncatingIfNeeded: word >> UInt32(8 * byte)) }
    let checksum = file.withUnsafeBytes { ModelFormat.checksum(UnsafeRawBufferPointer(rebasing: $0[32...])) }
    for byte in 0..<8 { file[24 + byte] = UInt8(truncatingIfNeeded: checksum >> UInt64(8 * byte)) }
    return file
  }
}
