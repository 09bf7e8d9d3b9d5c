import Lowering
import Model
import NetworkGraph

/// Turns a network in integers into the contents of a model file.
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

  /// - Throws: ConversionError, if an operator's factors are larger than the engine accepts.
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
      let scales = quantisations[index].valueScales(of: segment)
      let largest = scales.max() ?? 1
      var tensor = network.tensor(of: index, quantisations[index])
      tensor.halo = halo(of: index)
      if let source = segment.sharesQuantisationWith {
        tensor.channelScales = tensors[source].channelScales
      } else if index > 0, scales.contains(where: { $0 != largest }) {
        let words = scales.map { Float($0).bitPattern }
        tensor.channelScales = data.append(words: words, count: words.count)
      }
      tensors.append(tensor)
    }
  }

  /// How far windows reach out of the segment, at most.
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
    var record = try Step(step, segments, &data)
    record.phases = first..<phases.count
    if record.kind == .classifier {
      for head in quantised.flatMap(\.heads) { try Quantiser.checkLogits(head.positive + head.negative, step) }
    }
    steps.append(record)
  }

  private static func checkLogits(_ factors: [Float], _ step: LoweredStep) throws(ConversionError) {
    guard factors.allSatisfy({ $0.magnitude <= ModelFormat.largestLogitFactor }) else {
      throw .badData("node '\(step.name)': its results are too large for Float; rescale its weights")
    }
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

  /// Places every tensor in the arena.
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
