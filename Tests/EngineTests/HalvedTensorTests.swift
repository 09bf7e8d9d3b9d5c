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
}
