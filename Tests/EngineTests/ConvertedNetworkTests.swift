import Conversion
import Engine
import Foundation
import Kernels
import Testing

/// The whole way: a float graph is converted, and the engine's logits are the float network's but for rounding.
@Suite struct ConvertedNetworkTests {
  /// A wrong offset, border or zero point costs more than 20 dB; int8 alone leaves above 28 here.
  @Test(arguments: SmallNetworks.names) func logitsFollowTheFloatNetwork(name: String) throws {
    let model = try ConvertedModel(SmallNetworks.named(name))
    for frame in 0..<2 {
      let noise = signalToNoise(try model.floatLogits(frame: frame), try model.run(frame: frame).logits)
      #expect(noise > 28, "\(name): \(noise) dB")
    }
  }

  @Test(arguments: SmallNetworks.names) func everyInstructionSetAndThreadCountGivesTheSameBytes(name: String) throws {
    let model = try ConvertedModel(SmallNetworks.named(name))
    let expected = try model.run(instructionSet: .scalar)
    for instructionSet in InstructionSet.allCases where instructionSet.isAvailable {
      for threads in [1, 2, 3, 8] {
        let got = try model.run(threads: threads, instructionSet: instructionSet)
        #expect(got.mask == expected.mask)
        #expect(got.logits == expected.logits)
      }
    }
  }

  @Test(arguments: CalibrationMethod.allCases) func everyMethodConverts(method: CalibrationMethod) throws {
    let model = try ConvertedModel(SmallNetworks.named("raw skip"), method: method)
    #expect(signalToNoise(try model.floatLogits(), try model.run().logits) > 22)
  }

  /// A mean that is no integer is exact but at the border.
  @Test func fractionalMeanAndUnitScale() throws {
    let fractional = Normalisation(mean: [123.675, 116.28, 103.53], standardDeviation: [58.395, 57.12, 57.375])
    for normalisation in [fractional, .unit] {
      let model = try ConvertedModel(SmallNetworks.named("3x3"), normalisation: normalisation)
      #expect(signalToNoise(try model.floatLogits(), try model.run().logits) > 28)
    }
  }

  @Test func maskIsTheArgMaxOfTheLogits() throws {
    let model = try ConvertedModel(SmallNetworks.named("three sources"))
    let result = try model.run()
    #expect(result.mask == FrameTensor.argMax(result.logits, classes: 3))
    #expect(Set(result.mask).count > 1)
  }

  @Test func aSecondFrameDoesNotSeeTheFirst() throws {
    let model = try ConvertedModel(SmallNetworks.named("pooled concatenation"))
    let alone = try model.run(frame: 1)
    _ = try model.run(frame: 0)
    #expect(try model.run(frame: 1).logits == alone.logits)
  }
}
