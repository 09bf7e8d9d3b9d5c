import Foundation
import Model

extension NetworkOutline {
  /// A model as the engine runs it, with its arena.
  public init(_ model: borrowing Model) {
    let (plan, pairs) = (model.plan, model.pairs)
    let frame = plan.tensors[plan.inputTensor]
    rows = [
      Row(
        kind: .frame, title: "frame", shape: "\(frame.channels)x\(frame.height)x\(frame.width)", reads: [], level: 0,
        work: 0, name: frame.name)
    ]
    var lives = [plan.inputTensor: 0...0]
    let refined = Set(plan.refinedTensors)
    for (index, step) in plan.steps.enumerated() {
      let row = rows.count
      let size = plan.outputSize(of: step)
      let channels = step.outputs.first.map { plan.tensors[$0.tensor].channels } ?? plan.classes.count
      let heads = step.outputs.count > 1 ? ", \(step.outputs.count) heads" : ""
      let bits =
        (step.outputs.contains { refined.contains($0.tensor) } ? ", 12-bit values" : "")
        + (plan.hasRefinedWeights(step) ? ", 9-bit weights" : "")
        + (step.outputs.contains { pairs.tensors.contains($0.tensor) } ? ", 7-bit values" : "")
        + (pairs.steps.contains(index) ? ", F(2, 3)" : "")
      rows.append(
        Row(
          kind: Kind(named: "\(step.kind)"), title: NetworkOutline.title(step, plan) + heads + bits,
          shape: "\(channels)x\(size.height)x\(size.width)",
          reads: step.sources.compactMap { lives[$0]?.lowerBound },
          level: NetworkOutline.level(size.height, of: frame.height),
          work: plan.multiplyAccumulates(of: step), name: step.name))
      for source in step.sources { lives[source] = (lives[source]?.lowerBound ?? row)...row }
      for output in step.outputs { lives[output.tensor] = row...row }
    }
    areas = lives.sorted { $0.key < $1.key }.map { index, rows in
      Area(name: plan.tensors[index].name, bytes: plan.tensors[index].arenaRange, rows: rows)
    }
    arenaBytes = plan.arenaBytes
    title = plan.name
    let (added, saved) = (100 * plan.addedMultiplications, 100 * pairs.savedMultiplications)
    summary =
      "\(plan.steps.count) steps, " + String(format: "%.3f G MAC a frame", plan.gmacPerFrame)
      + (added > 0 ? String(format: " (%.1f%% more than with 8 bits everywhere)", added) : "")
      + (saved > 0 ? String(format: " (%.1f%% fewer on ARM cores with dot products)", saved) : "")
      + ", arena \(plan.arenaBytes) bytes (lower bound \(plan.arenaLowerBound))"
  }

  /// The step's kind in words, and its window.
  private static func title(_ step: Step, _ plan: Plan) -> String {
    let words = "\(step.kind)".replacing(/[A-Z]/) { " \($0.output.lowercased())" }
    // the phases of a transposed convolution have windows of their own
    let kernel = step.phases.count == 1 ? step.phases.first.map { plan.phases[$0] } : nil
    let height = kernel?.kernelHeight ?? step.kernelHeight
    let width = kernel?.kernelWidth ?? step.kernelWidth
    return words + (height > 0 ? " \(height)x\(width)" : "")
      + (step.strideY > 1 || step.strideX > 1 ? " stride \(step.strideY)x\(step.strideX)" : "")
  }
}

extension NetworkOutline.Kind {
  /// From the name of a step's kind.
  fileprivate init(named name: String) {
    let name = name.lowercased()
    let kinds: [(part: String, kind: NetworkOutline.Kind)] = [
      ("depthwise", .depthwise), ("transposed", .transposed), ("conv", .convolution), ("classif", .convolution),
      ("pool", .pool), ("resize", .resize), ("add", .join), ("mul", .join), ("gate", .join),
    ]
    self = kinds.first { name.contains($0.part) }?.kind ?? .other
  }
}
