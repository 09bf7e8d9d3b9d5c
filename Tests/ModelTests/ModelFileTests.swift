import Testing

@testable import Model

@Suite struct ModelFileTests {
  @Test func whatIsWrittenIsRead() throws {
    let bytes = GoldenModel.bytes
    #expect(try GoldenModel.refusalOfFile(bytes) == nil)
    let read = bytes.withUnsafeBytes { file in (try? Plan(decoding: file), Array(file[Plan.dataRange(of: file)])) }
    #expect(read.0 == GoldenModel.plan)
    #expect(read.1 == GoldenModel.data)
  }

  /// A model without traits is a file of version 2, with the bytes that it had before there were traits.
  @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
  func traitsAreKept(isMultilabel: Bool, isReversed: Bool) throws {
    var plan = GoldenModel.plan
    (plan.isMultilabel, plan.isReversed) = (isMultilabel, isReversed)
    let bytes = plan.encoded(data: GoldenModel.data)
    #expect(bytes[8] == (isMultilabel || isReversed ? 3 : 2))
    for other in [1, 2, 3, 4] as [UInt8] where other != bytes[8] {
      var wrong = bytes
      wrong[8] = other
      #expect(GoldenModel.refusal(of: wrong) != nil, "version \(other)")
    }
    #expect(GoldenModel.refusal(of: bytes) == nil)
    #expect(try bytes.withUnsafeBytes { try Plan(decoding: $0) } == plan)
  }

  @Test(arguments: [4, 0x8000_0001] as [UInt32]) func unknownTraitsAreRefused(traits: UInt32) {
    var plan = GoldenModel.plan
    plan.isMultilabel = true
    var bytes = plan.encoded(data: GoldenModel.data)
    let place = Plan.checksummedFrom + 136
    #expect(bytes[place] == 1)
    withUnsafeBytes(of: traits.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
    let sum = bytes[Plan.checksummedFrom...].withUnsafeBytes(ModelFormat.checksum)
    withUnsafeBytes(of: sum.littleEndian) { bytes.replaceSubrange(24..<32, with: $0) }
    #expect(GoldenModel.refusal(of: bytes) != nil && GoldenModel.refusal(of: bytes) != .wrongChecksum)
  }

  /// Every length is tried, not 100 of them.
  @Test func everyCutIsRefused() {
    let bytes = GoldenModel.bytes
    for length in 0..<bytes.count {
      #expect(GoldenModel.refusal(of: Array(bytes[..<length])) != nil, "cut at \(length)")
    }
  }

  @Test func aByteTooManyIsRefused() {
    let bytes = GoldenModel.bytes
    let refusal = GoldenModel.refusal(of: bytes + [0])
    #expect(refusal == .trailingBytes(expected: bytes.count, actual: bytes.count + 1))
  }

  @Test func everyFlippedBitIsRefused() {
    let bytes = GoldenModel.bytes
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        #expect(GoldenModel.refusal(of: damaged) != nil, "byte \(index), bit \(bit)")
      }
    }
  }

  @Test func filesThatAreNoModels() throws {
    #expect(try GoldenModel.refusalOfFile([]) != nil)
    #expect(try GoldenModel.refusalOfFile(Array("P6 640 480 255 and so on, not a model at all".utf8)) == .notAModel)
    #expect(throws: ModelError.self) { _ = try Model(path: "/nonexistent/model.ceye") }
  }

  /// The checksum is right and the plan is wrong, so only the validator stands between it and the engine.
  @Test(arguments: HostilePlan.all) func hostilePlansAreRefused(_ hostile: HostilePlan) {
    var plan = GoldenModel.plan
    hostile.damage(&plan)
    #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) != nil)
  }

  @Test func minus128IsNoWeight() {
    var data = GoldenModel.data
    data[5] = 0x80
    #expect(GoldenModel.refusal(of: GoldenModel.plan.encoded(data: data)) != nil)
  }

  @Test func channelScalesAreKeptAndChecked() throws {
    var plan = GoldenModel.plan
    plan.tensors[1].channelScales = 320
    #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) == nil)
    let decoded = try plan.encoded(data: GoldenModel.data).withUnsafeBytes { try Plan(decoding: $0) }
    #expect(decoded.tensors == plan.tensors)
    for offset in [322, 560] {
      plan.tensors[1].channelScales = offset
      #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) != nil)
    }
    plan.tensors[1].channelScales = 320
    var data = GoldenModel.data
    data.replaceSubrange(332..<336, with: [0, 0, 0, 0])
    #expect(GoldenModel.refusal(of: plan.encoded(data: data)) != nil)
  }

  /// With twice the channel stride each value has a residual. A convolution writes no other stride.
  @Test func tensorsInTwoParts() {
    let data = GoldenModel.data + [UInt8](repeating: 0, count: 1000)
    var plan = GoldenModel.plan
    plan.arenaBytes = 2048
    func refusal(_ damage: (inout Plan) -> Void = { _ in }) -> ModelError? {
      var damaged = plan
      damage(&damaged)
      return GoldenModel.refusal(of: damaged.encoded(data: data))
    }
    plan.tensors[1].channelStride = 32
    #expect(plan.tensors[1].hasResiduals && !plan.tensors[0].hasResiduals)
    #expect(plan.multiplyAccumulates(of: plan.steps[1]) == 24 * 10 * 2)
    #expect(refusal() == nil)
    #expect(refusal { $0.tensors[1].channelStride = 48 } != nil)
    #expect(refusal { $0.phases[0].outputChannels = 17 } != nil)
    #expect(refusal { $0.arenaBytes = 1000 } != nil)
  }

  /// A residual belongs to its value, in max-pooling and in everything that follows.
  @Test func residualsArePooledWithTheirValues() {
    var plan = GoldenModel.plan
    plan.arenaBytes = 2048
    plan.tensors.append(plan.tensors[1])
    plan.tensors[2].arenaOffset = 1024
    plan.steps.insert(
      Step(
        name: "pool", kind: .maxPool, sources: [1], outputs: [Step.Output(tensor: 2)], phases: 1..<1, strideY: 1,
        strideX: 1, kernelHeight: 1, kernelWidth: 1), at: 1)
    plan.steps[2].sources = [2]
    #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) == nil)
    plan.tensors[1].channelStride = 32
    plan.tensors[2].channelStride = 32
    #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) == nil)
    plan.tensors[2].channels = 20
    #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) != nil)
  }

  @Test func factorsAreFinite() {
    var data = GoldenModel.data
    data.replaceSubrange(256..<260, with: [0, 0, 0xC0, 0x7F])  // NaN
    #expect(GoldenModel.refusal(of: GoldenModel.plan.encoded(data: data)) != nil)
  }

  /// A logit is an accumulator times a factor. With a larger factor two logits could be infinite, and their difference would be no number.
  /// A convolution's result is clamped.
  @Test func logitsAreFinite() {
    func refusal(_ factor: Float, at place: Int) -> ModelError? {
      var data = GoldenModel.data
      withUnsafeBytes(of: factor.bitPattern.littleEndian) { data.replaceSubrange(place..<place + 4, with: $0) }
      return GoldenModel.refusal(of: GoldenModel.plan.encoded(data: data))
    }
    #expect(refusal(0x1p96, at: 512) == nil && refusal(-0x1p96, at: 516) == nil)
    for factor in [Float(0x1p96).nextUp, -0x1p97, .greatestFiniteMagnitude, .infinity, .nan] {
      #expect(refusal(factor, at: 512)?.message == "is damaged: a factor that is too large (record 1)")
    }
    #expect(refusal(.greatestFiniteMagnitude, at: 256) == nil && refusal(.infinity, at: 256) != nil)
    #expect((Float(Int32.min) * 0x1p96).isFinite)
  }

  /// A mask may reach into its source's halo as far as a window may, and no further.
  @Test func aMaskReachesAsFarAsItsSourcesHalo() {
    var plan = GoldenModel.plan
    (plan.tensors[1].halo, plan.arenaBytes) = (2, 4096)
    for (width, height, isRight) in [(6, 4, true), (8, 6, true), (3, 2, true), (9, 4, false), (6, 7, false)] {
      (plan.maskWidth, plan.maskHeight) = (width, height)
      let isTaken = GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) == nil
      #expect(isTaken == isRight, "\(width)x\(height)")
    }
  }
}

/// One false entry in a plan that is otherwise right.
struct HostilePlan: CustomTestStringConvertible {
  let testDescription: String
  let damage: @Sendable (inout Plan) -> Void

  init(_ description: String, _ damage: @escaping @Sendable (inout Plan) -> Void) {
    testDescription = description
    self.damage = damage
  }

  static let all = [
    HostilePlan("tensor behind the arena") { $0.tensors[1].arenaOffset = 512 },
    HostilePlan("tensors on top of each other") { $0.tensors[1].arenaOffset = 128 },
    HostilePlan("arena larger than any") { $0.arenaBytes = Int(UInt32.max) },
    HostilePlan("unaligned tensor") { $0.tensors[1].arenaOffset = 257 },
    HostilePlan("huge tensor") { $0.tensors[1].height = Int(UInt32.max) },
    HostilePlan("no pixels") { $0.tensors[0].width = 0 },
    HostilePlan("channels beyond their stride") { $0.tensors[1].channels = 17 },
    HostilePlan("no halo for the window") { $0.tensors[0].halo = 0 },
    HostilePlan("window far away") { $0.phases[0].originY = Int(Int32.min) },
    HostilePlan("kernel larger than the limit") { $0.phases[0].kernelHeight = 4000 },
    HostilePlan("kernel of nothing") { $0.phases[0].kernelWidth = 0 },
    HostilePlan("stride of nothing") { $0.steps[0].strideX = 0 },
    HostilePlan("stride out of the tensor") { $0.steps[0].strideY = 3 },
    HostilePlan("weights behind the data") { $0.phases[0].weights = 448 },
    HostilePlan("bias behind the data") { $0.phases[0].heads[0].bias = 572 },
    HostilePlan("unaligned factors") { $0.phases[0].heads[0].positive = 258 },
    HostilePlan("a source that is not there") { $0.steps[0].sources = [7] },
    HostilePlan("an output that is not there") { $0.steps[0].outputs[0].tensor = 2 },
    HostilePlan("a step that reads what comes later") { $0.steps[0].sources = [1] },
    HostilePlan("a step that writes its own source") { $0.steps[0].outputs[0].tensor = 0 },
    HostilePlan("phases that are not there") { $0.steps[1].phases = 1..<3 },
    HostilePlan("more outputs than classes") { $0.classes.removeLast() },
    HostilePlan("output channels beyond the tensor") { $0.phases[0].outputChannels = 17 },
    HostilePlan("no classifier") { $0.steps.removeLast() },
    HostilePlan("two classifiers") { $0.steps[0].kind = .classifier },
    HostilePlan("a transposed convolution of one phase") { $0.steps[0].kind = .transposedConvolution },
    HostilePlan("a mask larger than a convolution without a halo") { $0.maskWidth = 7 },
    HostilePlan("scale that is not positive") { $0.tensors[1].scale = 0 },
    HostilePlan("scale that is no number") { $0.tensors[1].scale = .nan },
    HostilePlan("zero point outside int8") { $0.tensors[1].zeroPoint = 128 },
    HostilePlan("clamp the wrong way round") {
      $0.steps[0].outputs[0].low = 127; $0.steps[0].outputs[0].high = -128
    },
    HostilePlan("mean outside a byte") { $0.input.mean[0] = 300 },
    HostilePlan("standard deviation of zero") { $0.input.standardDeviation[2] = 0 },
    HostilePlan("pooling of another shape") { $0.steps[0].kind = .maxPool },
  ]
}
