import Lowering
import Model
import NetworkGraph

/// Turns a network in integers into a model file's contents.
package struct Quantiser {
  private let network: LoweredNetwork
  private var tensors: [Tensor] = []
  private var steps: [Step] = []
  private var phases: [Phase] = []
  private var data = DataSection()

  package struct Result {
    package var tensors: [Tensor]
    package var steps: [Step]
    package var phases: [Phase]
    package var data: [UInt8]
    package var arenaBytes, arenaLowerBound: Int
  }

  /// - Throws: ConversionError, if an operator's factors are larger than the engine takes.
  package static func quantise(_ integers: IntegerNetwork) throws(ConversionError) -> Result {
    var quantiser = Quantiser(integers.network)
    quantiser.appendTensors(integers.segments)
    for (step, phases) in zip(integers.network.steps, integers.phases) {
      try quantiser.append(step, phases, integers.segments)
    }
    let (arenaBytes, lowerBound) = quantiser.place()
    return Result(
      tensors: quantiser.tensors, steps: quantiser.steps, phases: quantiser.phases, data: quantiser.data.bytes,
      arenaBytes: arenaBytes, arenaLowerBound: lowerBound)
  }

  private init(_ network: LoweredNetwork) { self.network = network }

  private mutating func appendTensors(_ quantisations: [SegmentQuantisation]) {
    for (index, segment) in network.segments.enumerated() {
      let quantisation = quantisations[index]
      let scales = quantisation.scale.prefix(segment.valueChannels)  // the residuals' follow from the values'
      let largest = scales.max() ?? 1
      var tensor = Tensor(
        name: segment.name, height: segment.shape.height, width: segment.shape.width,
        channels: segment.valueChannels, channelStride: network.channelStride(of: index), halo: halo(of: index),
        scale: index == 0 ? 1 : Float(largest), zeroPoint: index == 0 ? -128 : quantisation.zeroPoint.first ?? 0)
      if let source = segment.sharesQuantisationWith {
        tensor.channelScales = tensors[source].channelScales
      } else if index > 0, scales.contains(where: { $0 != largest }) {
        let words = scales.map { Float($0).bitPattern }
        tensor.channelScales = data.append(words: words, count: words.count)
      }
      tensors.append(tensor)
    }
  }

  /// The furthest that any window reaches out of the segment.
  private func halo(of segment: Int) -> Int {
    let shape = network.segments[segment].shape
    var halo = 0
    for step in network.steps where step.sources.contains(segment) {
      for phase in step.phases {
        let grid = step.grid(of: phase)
        let span = step.span(of: phase)
        let bottom = (grid.height - 1) * step.stride.height + phase.originY + span.height - shape.height
        let right = (grid.width - 1) * step.stride.width + phase.originX + span.width - shape.width
        halo = max(halo, -phase.originY, -phase.originX, bottom, right)
      }
    }
    return halo
  }

  private mutating func append(
    _ step: LoweredStep, _ quantised: [QuantisedPhase], _ segments: [SegmentQuantisation]
  ) throws(ConversionError) {
    let first = phases.count
    for (phase, quantised) in zip(step.phases, quantised) { append(phase, quantised) }
    var record = Step(
      name: step.name, kind: step.kind.inModel, sources: step.sources,
      outputs: step.heads.map {
        let grid = segments[$0.segment]
        return Step.Output(tensor: $0.segment, low: grid.low($0.transform), high: grid.high($0.transform))
      },
      phases: first..<phases.count, strideY: step.stride.height, strideX: step.stride.width)
    if record.kind == .classifier {
      for head in quantised.flatMap(\.heads) { try Quantiser.checkLogits(head.positive + head.negative, step) }
    }
    switch step.kind {
    case .maxPool(let pool): record.setWindow(pool.kernel, pool.padding)
    case .depthwise(let dilation):
      record.operands = Operands()
      record.operands?.dilationY = dilation.height
      record.operands?.dilationX = dilation.width
    case .operator(let work):
      record.operands = try operands(work, step, segments)
      if case .averagePool(let pool) = work { record.setWindow(pool.kernel, pool.padding) }
    case .convolution, .transposedConvolution, .classifier: break
    }
    steps.append(record)
  }

  /// An operator's tables.
  private mutating func operands(
    _ work: LoweredOperator, _ step: LoweredStep, _ segments: [SegmentQuantisation]
  ) throws(ConversionError) -> Operands {
    let (source, target) = (segments[step.sources[0]], segments[step.heads[0].segment])
    var operands = Operands()
    switch work {
    case .rescale, .add, .multiply:
      let tables = ElementwiseTables(work, step, segments)
      try Quantiser.check(tables.factors.joined() + [tables.slope], step)
      operands = Operands(factors: tables.factors.map { append($0) }, shifts: tables.shifts.map { append($0) })
      operands.slope = tables.slope
      if case .rescale(let first) = work { operands.firstChannel = first }
    case .lookup(let function): operands.table = data.append(source.table(of: function, into: target))
    case .averagePool(let pool):
      let factors = zip(source.scale, target.scale).map { Float($0 / $1) }
      try Quantiser.check(factors, step)
      operands = Operands(factors: [append(factors)])
      operands.countsPadding = pool.countsPadding
    case .gather(let rows, let columns):
      operands.rows = append(places: rows)
      operands.columns = append(places: columns)
    case .interpolate(let rows, let columns):
      operands.rows = append(places: rows.flatMap { [$0.first, $0.second, $0.integerShare] })
      operands.columns = append(places: columns.flatMap { [$0.first, $0.second, $0.integerShare] })
    }
    return operands
  }

  private static func check(_ factors: [Float], _ step: LoweredStep) throws(ConversionError) {
    guard factors.allSatisfy({ $0.magnitude <= ModelFormat.largestFactor }) else {
      throw .badData("node '\(step.name)': its channels are of too unlike sizes for one scale; rescale its weights")
    }
  }

  private static func checkLogits(_ factors: [Float], _ step: LoweredStep) throws(ConversionError) {
    guard factors.allSatisfy({ $0.magnitude <= ModelFormat.largestLogitFactor }) else {
      throw .badData("node '\(step.name)': its results are too large for Float; rescale its weights")
    }
  }

  /// A table for each channel, padded as the channels are.
  private mutating func append(_ table: [Float]) -> Int {
    let block = ModelFormat.channelBlock
    return data.append(words: table.map(\.bitPattern), count: (table.count + block - 1) / block * block)
  }

  private mutating func append(places: [Int]) -> Int {
    data.append(words: places.map { UInt32(bitPattern: Int32($0)) }, count: places.count)
  }

  private mutating func append(_ phase: FloatPhase, _ quantised: QuantisedPhase) {
    var record = Phase(
      kernelHeight: phase.kernel.height, kernelWidth: phase.kernel.width, originY: phase.originY,
      originX: phase.originX, outputY: phase.outputY, outputX: phase.outputX, outputChannels: phase.bias.count,
      weights: data.append(quantised.weights), heads: [])
    for head in quantised.heads {
      let count = record.paddedChannels
      record.heads.append(
        Phase.Head(
          bias: data.append(words: head.bias.map { UInt32(bitPattern: $0) }, count: count),
          positive: data.append(words: head.positive.map(\.bitPattern), count: count),
          negative: data.append(words: head.negative.map(\.bitPattern), count: count)))
    }
    phases.append(record)
  }

  /// Gives every tensor its place in the arena.
  private mutating func place() -> (arenaBytes: Int, lowerBound: Int) {
    let requests = tensors.indices.map { index in
      let written = steps.firstIndex { step in step.outputs.contains { $0.tensor == index } } ?? 0
      let read = steps.lastIndex { $0.sources.contains(index) } ?? written
      return MemoryPlanner.Request(byteCount: tensors[index].byteCount, lifetime: written...max(written, read))
    }
    let planner = MemoryPlanner(requests, alignment: ModelFormat.alignment)
    let placed = planner.place()
    for (index, offset) in placed.offsets.enumerated() { tensors[index].arenaOffset = offset }
    return (placed.arenaBytes, planner.lowerBound)
  }
}

extension Step {
  fileprivate mutating func setWindow(_ kernel: Extent, _ padding: Padding) {
    (kernelHeight, kernelWidth) = (kernel.height, kernel.width)
    (paddingTop, paddingLeft) = (padding.top, padding.left)
  }
}

extension LoweredStep.Kind {
  fileprivate var inModel: Step.Kind {
    switch self {
    case .convolution: .convolution
    case .transposedConvolution: .transposedConvolution
    case .classifier: .classifier
    case .maxPool: .maxPool
    case .depthwise: .depthwise
    case .operator(.rescale): .rescale
    case .operator(.add): .add
    case .operator(.multiply): .multiply
    case .operator(.lookup): .lookup
    case .operator(.averagePool): .averagePool
    case .operator(.gather): .gather
    case .operator(.interpolate): .interpolate
    }
  }
}
