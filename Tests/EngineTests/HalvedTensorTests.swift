import Foundation
import Model
import Testing

/// Which tensors F(2, 3) may read. Its bound guarantees exactness, even where no kernel of this machine uses it.
@Suite struct HalvedTensorTests {
  @Test func aClampTellsAndAPoolingKeepsIt() {
    var plan = PoolingPlan.plan(pairs: 3)
    plan.steps[0].outputs = [Step.Output(tensor: 1, low: -64, high: 63)]
    plan.steps[2].outputs = [Step.Output(tensor: 3, low: -65, high: 63)]
    plan.steps[4].outputs = [Step.Output(tensor: 5, low: -64, high: 64)]
    #expect(plan.halvedTensors == [false, true, true, false, false, false, false])
  }

  @Test func theHaloCounts() {
    var plan = PoolingPlan.plan(pairs: 1)
    plan.steps[0].outputs = [Step.Output(tensor: 1, low: -64, high: 63)]
    plan.tensors[1].zeroPoint = 64
    #expect(plan.halvedTensors == [false, false, false])
  }

  /// At the bound a row of three is taken, a step beyond it is not; outer weights count by their sum.
  @Test func aRowBeyondTheBoundIsNotPaired() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden/speed-tiny.ceye").path
    let model = try Model(path: path)
    let plan = model.plan
    let step = plan.steps[try #require(model.pairs.steps.first)]
    let phase = plan.phases[step.phases.lowerBound]
    let channels = plan.tensors[step.sources[0]].channelStride
    func isTaken(_ row: (Int8, Int8, Int8)) -> Bool {
      var data = Array(model.data)
      for (tap, weight) in [row.0, row.1, row.2].enumerated() {
        data[phase.weights + tap * channels] = UInt8(bitPattern: weight)
      }
      return data.withUnsafeBytes { plan.canBePaired(phase, step, halved: plan.halvedTensors, data: $0) }
    }
    for row in [(127, 0, 0), (0, -127, 0), (64, 63, 0), (127, 127, -127), (-60, 7, -60)] as [(Int8, Int8, Int8)] {
      #expect(isTaken(row), "\(row)")
    }
    for row in [(127, 1, 0), (127, 0, 1), (-64, 64, 0), (-60, -8, -60), (127, 127, 127)] as [(Int8, Int8, Int8)] {
      #expect(!isTaken(row), "\(row)")
    }
  }

  @Test func copiesKeepItAndWidthDecides() throws {
    var plan = PoolingPlan.plan(pairs: 2)
    #expect(Plan.pairsPay(width: 9) && Plan.pairsPay(width: 16) && !Plan.pairsPay(width: 8) && !Plan.pairsPay(width: 1))
    plan.steps[1].kind = .interpolate
    plan.steps[0].outputs = [Step.Output(tensor: 1, low: -64, high: 63)]
    #expect(plan.halvedTensors == [false, true, true, false, false])
    plan.steps[1].kind = .rescale
    #expect(plan.halvedTensors == [false, true, false, false, false])
  }
}
