import Testing

@testable import Model

/// Small files that ask for much: for memory, or for hours of checking or computing.
@Suite struct LimitTests {
  /// Otherwise thousands of classes could all have the same megabyte as their name.
  @Test func namesTakeNoMoreThanTheirSection() {
    var plan = GoldenModel.plan
    plan.name = String(repeating: "x", count: 1000)
    var file = plan.encoded(data: GoldenModel.data)
    #expect(GoldenModel.refusal(of: file) == nil)
    // the conversion tool's name, the second string of the header, becomes the first one again
    file.replaceSubrange(40..<48, with: [0, 0, 0, 0, 0xE8, 3, 0, 0])
    #expect(message(file.withRightChecksum) == "is damaged: records do not fill their section (record 0)")
  }

  /// They are where older programs do not look; a file without them has the bytes that it had before.
  @Test func termsAreReadBack() throws {
    var plan = GoldenModel.plan
    let plain = plan.encoded(data: GoldenModel.data)
    plan.terms = "for research use"
    let file = plan.encoded(data: GoldenModel.data)
    #expect(GoldenModel.refusal(of: file) == nil)
    let decoded = try file.withUnsafeBytes { try Plan(decoding: $0) }
    #expect(decoded.terms == "for research use" && decoded == plan)
    #expect(
      try plain.withUnsafeBytes { try Plan(decoding: $0) }.terms.isEmpty && plain[168..<176].allSatisfy { $0 == 0 })
  }

  @Test func recordsAreNotTooMany() {
    var plan = GoldenModel.plan
    let unused = plan.tensors[1]
    plan.tensors += [Tensor](repeating: unused, count: ModelFormat.maximumRecords - 2)
    #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) == nil)
    plan.tensors.append(unused)
    #expect(
      message(plan.encoded(data: GoldenModel.data)) == "is damaged: more records than a model may have (record 0)")
  }

  /// Otherwise the prepared weights could be any multiple of the file.
  @Test func phasesDoNotShareWeights() {
    var plan = GoldenModel.plan
    // a step between the two that uses the first one's weights again; allowed up to the size of the data section
    plan.steps.insert(plan.steps[0], at: 1)
    plan.steps[1].sources = [1, 1, 1, 1]
    plan.steps[1].outputs[0].tensor = 2
    plan.steps[1].phases = 2..<3
    plan.steps[2].sources = [2]
    var last = plan.phases[0]
    (last.kernelHeight, last.kernelWidth, last.originY, last.originX) = (1, 1, 0, 0)
    plan.phases.append(last)
    plan.tensors.append(plan.tensors[1])
    plan.tensors[2].arenaOffset = 832
    plan.arenaBytes = 1600
    #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) == nil)
    plan.phases[2].outputChannels = 8
    #expect(
      message(plan.encoded(data: GoldenModel.data)) == "is damaged: weights that several phases share (record 2)")
  }

  /// A classifier of 255 classes on the largest frame: with 1x1 windows it takes seconds, with 31x31 hours.
  @Test func aFrameIsNoWorkOfHours() {
    let side = ModelFormat.maximumSide
    func refusal(kernel: Int) -> String? {
      var plan = GoldenModel.plan
      (plan.input.width, plan.input.height, plan.maskWidth, plan.maskHeight) = (side, side, side, side)
      plan.classes = [ModelClass](repeating: plan.classes[0], count: 255)
      plan.tensors.removeLast()
      (plan.tensors[0].width, plan.tensors[0].height, plan.tensors[0].halo) = (side, side, kernel / 2)
      (plan.arenaBytes, plan.arenaLowerBound) = (ModelFormat.maximumArena, 0)
      plan.steps = [
        Step(name: "", kind: .classifier, sources: [0], outputs: [], phases: 0..<1, strideY: 1, strideX: 1)
      ]
      let tables = (255 * kernel * kernel * 4 + 63) / 64 * 64
      plan.phases = [
        Phase(
          kernelHeight: kernel, kernelWidth: kernel, originY: -kernel / 2, originX: -kernel / 2, outputY: 0, outputX: 0,
          outputChannels: 255, weights: 0, heads: [Phase.Head(bias: tables, positive: tables, negative: tables)])
      ]
      return message(plan.encoded(data: [UInt8](repeating: 0, count: tables + 1024)))
    }
    #expect(refusal(kernel: 1) == nil)
    #expect(refusal(kernel: 31) == "is damaged: more work than a frame may be (record 0)")
  }

  /// Steps without weights take time too: pools of 31x31 over half a gigabyte, one after the other.
  @Test func poolsAreNoWorkOfHours() {
    func refusal(pools: Int) -> String? {
      var plan = GoldenModel.plan
      let side = 8192
      (plan.input.width, plan.input.height, plan.maskWidth, plan.maskHeight) = (side, side, 1, 1)
      (plan.arenaBytes, plan.arenaLowerBound) = (ModelFormat.maximumArena, 0)
      (plan.tensors[0].width, plan.tensors[0].height, plan.tensors[0].halo) = (side, side, 0)
      (plan.tensors[1].width, plan.tensors[1].height, plan.tensors[1].arenaOffset) = (side, side / 2, 1 << 29)
      for pool in 0..<pools {
        var pooled = plan.tensors[1]
        pooled.arenaOffset = (pool % 2 == 0 ? 2 : 1) << 29
        plan.tensors.append(pooled)
        plan.steps.insert(
          Step(
            name: "", kind: .maxPool, sources: [pool + 1], outputs: [Step.Output(tensor: pool + 2)], phases: 0..<0,
            strideY: 1, strideX: 1, kernelHeight: 31, kernelWidth: 31, paddingTop: 15, paddingLeft: 15), at: pool + 1)
      }
      plan.steps[0].strideY = 2
      plan.steps[pools + 1].sources = [pools + 1]
      (plan.phases[0].kernelHeight, plan.phases[0].kernelWidth) = (1, 1)
      (plan.phases[0].originY, plan.phases[0].originX) = (0, 0)
      return message(plan.encoded(data: GoldenModel.data))
    }
    #expect(refusal(pools: 2) == nil)
    #expect(refusal(pools: 3) == "is damaged: more work than a frame may be (record 3)")
  }

  private func message(_ file: [UInt8]) -> String? { GoldenModel.refusal(of: file)?.message }
}

extension [UInt8] {
  /// The same file with the checksum of its present contents.
  var withRightChecksum: [UInt8] {
    var file = self
    let checksum = file.withUnsafeBytes { ModelFormat.checksum(UnsafeRawBufferPointer(rebasing: $0[32...])) }
    for index in 0..<8 { file[24 + index] = UInt8(truncatingIfNeeded: checksum >> (8 * UInt64(index))) }
    return file
  }
}
