import Testing

@testable import GraphPasses
@testable import Lowering
@testable import NetworkGraph
@testable import Quantisation

/// Which convolutions are given to F(2, 3) where not all can be.
@Suite struct SpeedPlanTests {
  private static func plan() throws -> SpeedPlan {
    let graph = try Passes.standard(SeedNetwork.graph(size: 64, channels: [4, 6, 8], classes: 3))
    return SpeedPlan(try LoweredNetwork(graph, normalisation: .unit(channels: 3)))
  }

  @Test func whatReadsTheFrameCannotBeChosen() throws {
    let plan = try Self.plan()
    #expect(plan.pairable.count == 9)
    for segments in plan.pairable.values { #expect(!segments.isEmpty && !segments.contains(0)) }
  }

  @Test func theLimitHoldsForAllTogether() throws {
    var plan = try Self.plan()
    for (index, segment) in plan.all.segments.sorted().enumerated() { plan.ofTensors[segment] = Double(index % 3 + 1) }
    for (index, step) in plan.all.steps.sorted().enumerated() { plan.ofWeights[step] = Double(index % 2) }
    var last = 0
    for limit in stride(from: 0.0, through: plan.harm, by: 0.5) {
      let choice = plan.choice(within: limit)
      let harm =
        choice.segments.reduce(0.0) { $0 + (plan.ofTensors[$1] ?? 0) }
        + choice.steps.reduce(0.0) { $0 + (plan.ofWeights[$1] ?? 0) }
      #expect(harm <= limit)
      let needed = choice.steps.reduce(into: Set<Int>()) { $0.formUnion(plan.pairable[$1] ?? []) }
      #expect(needed == choice.segments)
      last = choice.steps.count
    }
    #expect(last == plan.all.steps.count && plan.choice(within: plan.harm) == plan.all)
  }

  /// A tensor that two steps read does its harm once: the second step is free.
  @Test func whatDoesNoHarmIsChosen() throws {
    let plan = try Self.plan()
    #expect(plan.choice(within: 0) == plan.all)
  }
}
