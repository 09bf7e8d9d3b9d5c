import Testing

@testable import Model

/// The records of the steps between convolutions, and those that the validator refuses.
@Suite struct OperatorPlanTests {
  /// frame -> first -> depthwise -> rescale (two joined) -> add -> multiply -> lookup -> average -> gather -> interpolate -> largest
  /// -> last.
  /// Every table is zeros, at offset 0.
  static var plan: Plan {
    var plan = GoldenModel.plan
    var next = 512
    func tensor(_ name: String, height: Int = 4, width: Int = 6, channels: Int = 5) -> Tensor {
      let stride = (channels + 15) / 16 * 16
      defer { next += ((height + 2) * (width + 2) * stride + 63) / 64 * 64 }
      return Tensor(
        name: name, height: height, width: width, channels: channels, channelStride: stride, halo: 1, scale: 0.1,
        zeroPoint: 3, arenaOffset: next)
    }
    func step(_ kind: Step.Kind, _ sources: [Int], _ output: Int, tables: Int = 0, shifts: Int = 0) -> Step {
      Step(
        name: "step\(output)", kind: kind, sources: sources, outputs: [Step.Output(tensor: output)], phases: 0..<0,
        strideY: 1, strideX: 1,
        operands: Operands(
          factors: [Int](repeating: 0, count: tables), shifts: [Int](repeating: 0, count: shifts)))
    }
    plan.tensors = [
      plan.tensors[0], tensor("first"), tensor("depthwise"), tensor("joined", channels: 10), tensor("sum"),
      tensor("product"), tensor("table"), tensor("mean", height: 1, width: 1), tensor("copied", height: 7, width: 9),
      tensor("between"), tensor("largest", channels: 1),
    ]
    plan.arenaBytes = next
    plan.phases = [
      Phase(
        kernelHeight: 3, kernelWidth: 3, originY: -1, originX: -1, outputY: 0, outputX: 0, outputChannels: 5,
        weights: 0, heads: [Phase.Head(bias: 0, positive: 0, negative: 0)]),
      Phase(
        kernelHeight: 3, kernelWidth: 3, originY: -1, originX: -1, outputY: 0, outputX: 0, outputChannels: 5,
        weights: 0, heads: [Phase.Head(bias: 0, positive: 0, negative: 0)]),
      Phase(
        kernelHeight: 1, kernelWidth: 1, originY: 0, originX: 0, outputY: 0, outputX: 0, outputChannels: 2,
        weights: 0, heads: [Phase.Head(bias: 0, positive: 0, negative: 0)]),
    ]
    var depthwise = step(.depthwise, [1], 2)
    depthwise.phases = 1..<2
    var average = step(.averagePool, [6], 7, tables: 1)
    (average.kernelHeight, average.kernelWidth) = (4, 6)
    plan.steps = [
      plan.steps[0], depthwise, step(.rescale, [1, 2], 3, tables: 2, shifts: 2),
      step(.add, [1, 2], 4, tables: 2, shifts: 1), step(.multiply, [4, 2], 5, tables: 1, shifts: 1),
      step(.lookup, [5], 6), average, step(.gather, [6], 8), step(.interpolate, [8], 9),
      step(.channelMax, [9], 10, tables: 1),
      Step(name: "last", kind: .classifier, sources: [10], outputs: [], phases: 2..<3, strideY: 1, strideX: 1),
    ]
    plan.steps[6].operands?.countsPadding = true
    return plan
  }

  static let data = [UInt8](repeating: 0, count: 4096)

  @Test func whatIsWrittenIsRead() throws {
    let bytes = Self.plan.encoded(data: Self.data)
    #expect(GoldenModel.refusal(of: bytes) == nil)
    let read = try bytes.withUnsafeBytes { try Plan(decoding: $0) }
    #expect(read == Self.plan)
  }

  /// An older program reports a version that it does not read, not a damaged file.
  @Test func aNewKindOfStepMakesANewVersion() throws {
    let bytes = Self.plan.encoded(data: Self.data)
    #expect(bytes[8] == 4)
    for other in [2, 3] as [UInt8] {
      var wrong = bytes
      wrong[8] = other
      #expect(GoldenModel.refusal(of: wrong) != nil, "version \(other)")
    }
  }

  @Test(arguments: lies) func hostileOperatorsAreRefused(_ hostile: HostilePlan) {
    var plan = Self.plan
    hostile.damage(&plan)
    #expect(GoldenModel.refusal(of: plan.encoded(data: Self.data)) != nil)
  }

  @Test(arguments: ["factor", "row", "column", "share", "weight"]) func hostileTablesAreRefused(_ table: String) {
    var plan = Self.plan
    var data = Self.data
    let at = 2048
    var word: UInt32 = 0
    switch table {
    case "factor":
      plan.steps[3].operands?.factors[1] = at
      word = Float.infinity.bitPattern
    case "row":
      plan.steps[7].operands?.rows = at
      word = 4
    case "column":
      plan.steps[8].operands?.columns = at
      word = UInt32(bitPattern: -1)
    case "share":
      plan.steps[8].operands?.rows = at - 8
      word = 257
    default:
      plan.phases[1].weights = at
      word = 0x80
    }
    #expect(GoldenModel.refusal(of: plan.encoded(data: data)) == nil)
    withUnsafeBytes(of: word.littleEndian) { data.replaceSubrange(at..<at + 4, with: $0) }
    #expect(GoldenModel.refusal(of: plan.encoded(data: data)) != nil)
  }

  static let lies = [
    HostilePlan("depthwise to other channels") { $0.phases[1].outputChannels = 17 },
    HostilePlan("depthwise window outside the halo") { $0.steps[1].operands?.dilationY = 2 },
    HostilePlan("depthwise dilation of nothing") { $0.steps[1].operands?.dilationX = 0 },
    HostilePlan("depthwise with too many taps") {
      $0.phases[1].kernelHeight = 12; $0.phases[1].kernelWidth = 12; $0.tensors[1].halo = 12
    },
    HostilePlan("depthwise weights behind the data") { $0.phases[1].weights = 4032 },
    HostilePlan("depthwise phase that is not there") { $0.steps[1].phases = 3..<4 },
    HostilePlan("depthwise of two tensors") { $0.steps[1].sources = [1, 1] },
    HostilePlan("depthwise with a place") { $0.phases[1].outputX = 1 },
    HostilePlan("an operator on the frame") { $0.steps[5].sources = [0] },
    HostilePlan("an operator without an output") { $0.steps[5].outputs = [] },
    HostilePlan("an operator of two outputs") { $0.steps[5].outputs.append(Step.Output(tensor: 3)) },
    HostilePlan("joined channels that are too many") { $0.tensors[3].channels = 9 },
    HostilePlan("joined tensors of two sizes") { $0.steps[2].sources = [1, 8] },
    HostilePlan("channels behind the last") {
      $0.steps[2].sources = [1]; $0.steps[2].operands?.firstChannel = 1
    },
    HostilePlan("a factor table too few") { $0.steps[2].operands?.factors = [0] },
    HostilePlan("a summand table too few") { $0.steps[3].operands?.shifts = [] },
    HostilePlan("factors behind the data") { $0.steps[3].operands?.factors[0] = 4064 },
    HostilePlan("unaligned factors") { $0.steps[3].operands?.factors[0] = 2 },
    HostilePlan("a slope that is no number") { $0.steps[3].operands?.slope = .nan },
    HostilePlan("a sum of two sizes") { $0.steps[3].sources = [1, 8] },
    HostilePlan("a sum of one") { $0.steps[3].sources = [1] },
    HostilePlan("a product of other channels") { $0.steps[4].sources = [4, 3] },
    HostilePlan("a table behind the data") { $0.steps[5].operands?.table = 3841 },
    HostilePlan("a table between two sizes") { $0.steps[5].outputs[0].tensor = 8 },
    HostilePlan("a mean of too many pixels") {
      $0.steps[6].kernelHeight = 16384; $0.steps[6].kernelWidth = 16384
    },
    HostilePlan("means that take hours") {
      ($0.steps[6].kernelHeight, $0.steps[6].kernelWidth) = (1 << 9, 1 << 14)
      ($0.tensors[6].height, $0.tensors[6].width) = (1 << 14, 1 << 14)
    },
    HostilePlan("a mean of nothing") { $0.steps[6].kernelWidth = 0 },
    HostilePlan("a mean of windows outside") { $0.steps[6].paddingTop = 4 },
    HostilePlan("a copy between two scales") { $0.tensors[8].zeroPoint = 4 },
    HostilePlan("a copy between two channel counts") { $0.tensors[8].channels = 6 },
    HostilePlan("interpolation between two scales") { $0.tensors[9].scale = 0.2 },
    HostilePlan("places behind the data") { $0.steps[8].operands?.rows = 4090 },
    HostilePlan("the largest channel of another size") { $0.tensors[10].width = 5 },
    HostilePlan("a largest channel for each channel") { $0.tensors[10].channels = 5 },
    HostilePlan("the largest channel of two tensors") { $0.steps[9].sources = [9, 9] },
    HostilePlan("a largest channel without factors") { $0.steps[9].operands?.factors = [] },
    HostilePlan("factors of a largest channel behind the data") { $0.steps[9].operands?.factors = [4064] },
    HostilePlan("channels padded to more than they need") {
      $0.tensors[6].channelStride = 32; $0.arenaBytes += 4096
    },
    HostilePlan("operands of another kind") { $0.steps[5].kind = .depthwise },
  ]
}
