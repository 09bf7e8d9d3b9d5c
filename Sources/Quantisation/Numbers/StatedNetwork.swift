import Lowering
import NetworkGraph

/// A network in integers from a file that is quantised already. Its scales are taken over, and nothing is calibrated.
package struct StatedNetwork {
  package let integers: IntegerNetwork
  /// What could not be taken over exactly, one line for each such step.
  package let remarks: [String]

  /// - Throws: ConversionError that names a tensor for which the file states no scale.
  package init(_ graph: Graph, _ lowered: LoweredNetwork) throws(ConversionError) {
    let segments = try StatedNetwork.segments(graph, lowered)
    let network = lowered.clipped(by: graph.quantisations, segments)
    var integers = IntegerNetwork(network: network, segments: segments, phases: [])
    var remarks: [String] = []
    for step in network.steps {
      var phases: [QuantisedPhase] = []
      var requantised = 0
      for phase in step.phases {
        let folded =
          step.kind.isDepthwise
          ? FoldedPhase(depthwise: phase, segments[step.sources[0]])
          : FoldedPhase(phase, step.sources.map { segments[$0] })
        let (taken, others) = folded.onStatedGrid(phase.weightScales, step.sources.flatMap { segments[$0].scale })
        requantised += others
        phases.append(try network.quantised(taken, phase, of: step, segments))
      }
      integers.phases.append(phases)
      if requantised > 0 {
        let channels = step.phases.reduce(0) { $0 + $1.bias.count }
        remarks.append(
          "node '\(step.name)': the weights of \(requantised) of \(channels) output channels were rounded again, on the "
            + (step.sources == [0]
              ? "grid that holds the pixels' standard deviations"
              : step.sources.count > 1 ? "grid that holds its inputs' different scales" : "engine's grid"))
      }
    }
    self.integers = integers
    self.remarks = remarks
  }

  /// The grid of each segment. If the file states a grid only after a concatenation or a pool, it holds for the inputs too. If it states
  /// both, and only the concatenation reads an input, the concatenation's grid holds, so that the weights after it keep their grid.
  private static func segments(
    _ graph: Graph, _ network: LoweredNetwork
  ) throws(ConversionError) -> [SegmentQuantisation] {
    var stated = graph.quantisations
    let consumers = graph.consumers
    for node in graph.nodes.reversed() {
      guard let grid = stated[node.output] else { continue }
      for input in node.inputs {
        switch node.operation {
        case .concat where stated[input] == nil || consumers[input].count == 1: stated[input] = grid
        case .maxPool where stated[input] == nil, .resize where stated[input] == nil,
          .crop where stated[input] == nil, .pad where stated[input] == nil,
          .leakyRelu(slope: 0) where stated[input] == nil && consumers[input].count == 1:
          stated[input] = grid
        default: break
        }
      }
    }
    var segments = [SegmentQuantisation(frame: network.normalisation)]
    for index in network.segments.indices.dropFirst() {
      let segment = network.segments[network.quantisedAs(index)]
      guard let grid = stated[segment.value] else {
        throw .badData(
          "tensor '\(segment.name)' has no QuantizeLinear, and the file has \(graph.quantisations.count) others; quantise "
            + "all tensors, or give the float network")
      }
      let scale = [Double](repeating: Double(Float(grid.scale)), count: network.segments[index].shape.channels)
      segments.append(SegmentQuantisation(scale: scale, zeroPoint: grid.zeroPoint))
    }
    return segments
  }
}

extension LoweredNetwork {
  /// A grid clips. If a wider grid replaces it, as a concatenation's does, the step that writes the value clips instead.
  fileprivate func clipped(by stated: [Int: StatedQuantisation], _ grids: [SegmentQuantisation]) -> LoweredNetwork {
    var result = self
    for step in steps.indices {
      for head in steps[step].heads.indices {
        let segment = steps[step].heads[head].segment
        let scale = grids[segment].scale.first ?? 1
        guard let own = stated[segments[segment].value]?.range else { continue }
        let held = grids[segment].range(ofChannel: 0)
        if own.upperBound < held.upperBound - scale / 2 {
          let limit = steps[step].heads[head].transform.limit ?? .infinity
          result.steps[step].heads[head].transform.limit = min(limit, own.upperBound)
        }
        if own.lowerBound > held.lowerBound + scale / 2 {
          result.steps[step].heads[head].transform.least = own.lowerBound
        }
      }
    }
    return result
  }
}

extension FoldedPhase {
  /// The integers of the file, for output channels in which one scale of all inputs leaves their grid intact and none is -128; for the
  /// other channels the nearest integers on the engine's grid.
  /// - Returns: also, how many these others are.
  fileprivate func onStatedGrid(_ weightScales: [Double]?, _ scales: [Double]) -> (
    phase: IntegerPhase, requantised: Int
  ) {
    var result = nearest
    guard let weightScales, let scale = scales.first, scales.allSatisfy({ abs($0 - scale) <= 1e-6 * scale }) else {
      return (result, result.unit.count)
    }
    var requantised = 0
    for (o, weightScale) in weightScales.enumerated() {
      let unit = weightScale * scale
      let integers = weights[o * depth..<(o + 1) * depth].map { ($0 / unit).rounded(.toNearestOrEven) }
      let isWhole = zip(integers, weights[o * depth..<(o + 1) * depth]).allSatisfy { abs($0 * unit - $1) < 0.01 * unit }
      guard isWhole, integers.allSatisfy({ abs($0) <= 127 }), abs(constant[o]) <= unit * FoldedPhase.largestBias else {
        requantised += 1
        continue
      }
      result.unit[o] = unit
      for (i, integer) in integers.enumerated() { result.weights[o * depth + i] = Int8(integer) }
    }
    return (result, requantised)
  }
}
