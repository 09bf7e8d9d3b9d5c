import Lowering

/// Runs a lowered network in float, and gives access to everything that it computes. Two threads must not use it at the same time; each
/// step uses all cores itself.
public final class LoweredExecutor {
  /// Everything that is computed from one frame, [channels][height][width] each.
  public struct Values {
    public var segments: [[Float]]
    public var logits: [Float] = []
  }

  public let network: LoweredNetwork
  private let executors: [StepExecutor]

  /// - Parameter phases: for each step, weights that replace its own.
  public init(_ network: LoweredNetwork, phases: [[FloatPhase]]? = nil) {
    self.network = network
    executors = network.steps.indices.map {
      StepExecutor(network.steps[$0], of: network, phases: phases?[$0])
    }
  }

  /// - Parameters:
  ///   - frame: normalised, [channels][height][width]
  ///   - written: called after each step; later steps read what it changes.
  public func values(of frame: [Float], written: (_ step: Int, inout Values) -> Void = { _, _ in }) -> Values {
    var values = Values(segments: [[Float]](repeating: [], count: network.segments.count))
    values.segments[0] = frame
    for index in network.steps.indices {
      compute(index, &values)
      written(index, &values)
    }
    return values
  }

  /// Runs a step and its heads, without rounding.
  public func compute(_ index: Int, _ values: inout Values) {
    finish(index, executors[index].run(inputs(of: index, values)), &values)
  }

  /// Computes again what depends on segments that were changed after a step.
  public func update(_ values: inout Values, changed: some Sequence<Int>, behind index: Int) {
    var changed = Set(changed)
    for (later, step) in network.steps.enumerated().dropFirst(index + 1)
    where step.sources.contains(where: changed.contains) {
      compute(later, &values)
      changed.formUnion(step.heads.map(\.segment))
    }
  }

  /// A step's sources, one after the other.
  package func inputs(of index: Int, _ values: Values) -> [Float] {
    let sources = network.steps[index].sources
    return sources.count == 1 ? values.segments[sources[0]] : sources.flatMap { values.segments[$0] }
  }

  /// Stores what follows from a step's own result: its heads' segments, or the logits.
  package func finish(_ index: Int, _ result: [Float], _ values: inout Values) {
    let step = network.steps[index]
    if step.kind == .classifier {
      values.logits = result
    } else if step.phases.isEmpty {
      for head in step.heads { values.segments[head.segment] = result }
    } else {
      for head in step.heads { values.segments[head.segment] = head.transform.applied(to: result) }
    }
  }
}
