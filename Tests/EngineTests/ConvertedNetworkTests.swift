import Calibration
import Engine
import FloatReference
import Foundation
import Kernels
import Lowering
import Model
import NetworkGraph
import Quantisation
import Testing

/// The whole way: a float graph is converted, and the engine's logits equal the float network's except for rounding.
@Suite struct ConvertedNetworkTests {
  /// A wrong offset, border or zero point costs more than 20 dB; int8 alone leaves more than 28 dB here.
  @Test(arguments: SmallNetworks.all) func logitsFollowTheFloatNetwork(name: String) throws {
    let model = try ConvertedNetworks.shared.named(name)
    for frame in 0..<2 {
      let noise = signalToNoise(try model.floatLogits(frame: frame), try model.run(frame: frame).logits)
      #expect(noise > 28, "\(name): \(noise) dB")
    }
  }

  @Test(arguments: SmallNetworks.all) func everyInstructionSetAndThreadCountGivesTheSameBytes(name: String) throws {
    let model = try ConvertedNetworks.shared.named(name)
    let expected = try model.run(instructionSet: .scalar)
    for instructionSet in InstructionSet.allCases where instructionSet.isAvailable {
      for threads in [1, 2, 3, 8] {
        let got = try model.run(threads: threads, instructionSet: instructionSet)
        let isEqual = got.mask == expected.mask && got.logits == expected.logits
        #expect(isEqual, "\(instructionSet.text), \(threads) threads")
      }
    }
  }

  @Test(arguments: ["3x3", "transposed 3x3", "depthwise"] + SmallNetworks.pooled)
  func everyChoiceOfKernelsGivesTheSameBytes(
    name: String
  )
    throws
  {
    let model = try ConvertedModel(SmallNetworks.named(name))
    let expected = try model.run(instructionSet: .scalar)
    for instructionSet in InstructionSet.allCases where instructionSet.isAvailable {
      for kernels in [KernelChoice.direct, .winograd, .timed] {
        let got = try model.run(threads: 2, instructionSet: instructionSet, kernels: kernels)
        #expect(got.mask == expected.mask)
        #expect(got.logits == expected.logits)
      }
    }
  }

  /// With these networks the comparison above compares pooling inside a convolution with pooling after it, as the scalar table always does.
  @Test(arguments: SmallNetworks.pooled) func winogradPoolsWhatItWrites(name: String) throws {
    let model = try ConvertedModel(SmallNetworks.named(name))
    let scalar = try Engine(Model(path: model.path), instructionSet: .scalar)
    #expect(scalar.fusions.pooledHeads.isEmpty && !scalar.fusions.classifiesAtOnce)
    let best = try Engine(Model(path: model.path), kernels: .winograd)
    let expected = KernelTable(.best).kernels.winograd.pools != 0 ? [name == "pooled and read"] : []
    #expect(best.fusions.pooledHeads.map(\.isStored) == expected)
    for index in best.plan.tensors.indices {
      guard let lifetime = best.lifetime(ofTensor: index) else { continue }
      for other in 0..<index {
        guard let others = best.lifetime(ofTensor: other), others.overlaps(lifetime) else { continue }
        #expect(!best.plan.tensors[other].arenaRange.overlaps(best.plan.tensors[index].arenaRange))
      }
    }
  }

  /// Residuals of plain, pooled and raw tensors, and weights that are sums of two.
  @Test func moreBitsHelpWhereEightAreTooFew() throws {
    let graph = try SmallNetworks.named("deep")
    func convert(_ mixed: MixedPrecision) throws -> (decibels: Double, plan: Plan) {
      let model = try ConvertedModel(graph, mixed: mixed, wanted: 60)
      return (signalToNoise(try model.floatLogits(), try model.run().logits), try Model(path: model.path).plan)
    }
    let (plain, refined) = (try convert(.off), try convert(.full))
    #expect(plain.plan.tensors.allSatisfy { !$0.hasResiduals })
    #expect(refined.decibels > plain.decibels + 1, "\(refined.decibels) dB instead of \(plain.decibels)")
    let finer = Set(refined.plan.tensors.indices.filter { refined.plan.tensors[$0].hasResiduals })
    #expect(!finer.isEmpty)
    #expect(refined.plan.steps.contains { Set($0.sources).count < $0.sources.count })
    let model = try ConvertedModel(graph, mixed: .full, wanted: 60)
    let expected = try model.run(instructionSet: .scalar)
    for instructionSet in InstructionSet.allCases where instructionSet.isAvailable {
      for threads in [1, 3] {
        let got = try model.run(threads: threads, instructionSet: instructionSet)
        let isEqual = got.mask == expected.mask && got.logits == expected.logits
        #expect(isEqual, "\(instructionSet.text), \(threads) threads")
      }
    }
    let added = refined.plan.gmacPerFrame / plain.plan.gmacPerFrame - 1
    #expect(added > 0 && added < 0.31)
    #expect(abs(refined.plan.addedMultiplications - added) < 1e-9 && plain.plan.addedMultiplications == 0)
    #expect(Set(refined.plan.refinedTensors).isSubset(of: finer) && !refined.plan.refinedTensors.isEmpty)
    #expect(refined.plan.steps.contains { refined.plan.hasRefinedWeights($0) } && plain.plan.refinedTensors.isEmpty)
  }

  @Test(arguments: CalibrationMethod.allCases) func everyMethodConverts(method: CalibrationMethod) throws {
    let model = try ConvertedModel(SmallNetworks.named("raw skip"), method: method)
    #expect(signalToNoise(try model.floatLogits(), try model.run().logits) > 22)
  }

  /// A mean that is no integer is exact everywhere except at the border.
  @Test func fractionalMeanAndUnitScale() throws {
    let fractional = Normalisation(mean: [123.675, 116.28, 103.53], standardDeviation: [58.395, 57.12, 57.375])
    for normalisation in [fractional, .unit(channels: 3)] {
      let model = try ConvertedModel(SmallNetworks.named("3x3"), normalisation: normalisation)
      #expect(signalToNoise(try model.floatLogits(), try model.run().logits) > 28)
    }
  }

  /// One channel is enlarged 100 times, and its readers divide it again: the float network computes the same. A scale for each channel
  /// undoes it; one scale for all channels cannot.
  @Test func aChannelOfAnotherSizeCostsNothing() throws {
    let sound = try SmallNetworks.named("max-pool 3x3")
    let spoiled = sound.spoiled(channel: 3, factor: 100)
    func noise(_ graph: Graph, _ method: CalibrationMethod) throws -> Double {
      let model = try ConvertedModel(graph, method: method)
      return signalToNoise(try model.floatLogits(), try model.run().logits)
    }
    let before = try noise(sound, .auto)
    #expect(try noise(spoiled, .auto) > before - 1.5)
    #expect(try noise(spoiled, .mse) < before - 6)
  }

  /// The scales, weights and biases in the file are those of the float network, except for rounding. If a channel is always near 0 on three
  /// frames with one pixel each, its weights are coarse. After a pooled level, whose channels are similar on so few frames, rounding by
  /// covariance moves some weights further.
  @Test(arguments: SmallNetworks.roundedWeights)
  func theFileSaysWhatItsIntegersStandFor(name: String) throws {
    let converted = try ConvertedNetworks.shared.named(name)
    let network = try LoweredNetwork(converted.graph, normalisation: converted.normalisation)
    let stored = try StoredQuantisation(Model(path: converted.path), network)
    #expect(stored.segments.count == network.segments.count)
    for (step, phases) in zip(network.steps, stored.phases) {
      for (float, real) in zip(step.phases, phases) {
        let largest = float.weights.map(abs).max() ?? 0
        #expect(zip(float.weights, real.weights).allSatisfy { abs($0 - $1) < 0.05 * largest }, "\(step.name)")
        #expect(zip(float.bias, real.bias).allSatisfy { abs($0 - $1) < 0.1 }, "\(step.name)")
      }
    }
  }

  /// After pooling the results are compared: computed in float with what the file says, the logits are the engine's. They differ where a
  /// bias's last bit makes a value round the other way. If rounding were left out, the ratio would be 1.
  @Test(arguments: SmallNetworks.pooled + ["deep", "max-pool 3x3", "pooled concatenation"])
  func whatTheFileSaysIsWhatTheEngineComputes(name: String) throws {
    let ratio = try ConvertedNetworks.shared.named(name).distanceFromFile()
    #expect(ratio < 0.2, "\(ratio)")
  }

  @Test func maskIsTheArgMaxOfTheLogits() throws {
    let model = try ConvertedModel(SmallNetworks.named("three sources"))
    let result = try model.run()
    #expect(result.mask == FloatFrame.argMax(result.logits, classes: 3))
    #expect(Set(result.mask).count > 1)
  }

  @Test func aSecondFrameDoesNotSeeTheFirst() throws {
    let model = try ConvertedModel(SmallNetworks.named("pooled concatenation"))
    let alone = try model.run(frame: 1)
    _ = try model.run(frame: 0)
    #expect(try model.run(frame: 1).logits == alone.logits)
  }
}

extension Graph {
  /// The same network, but one channel of its first convolution is multiplied by `factor`, and the weights of the second that read it are
  /// divided by it.
  fileprivate func spoiled(channel: Int, factor: Float) -> Graph {
    var graph = self
    var isFirst = true
    for index in graph.nodes.indices {
      guard case .convolution(var convolution) = graph.nodes[index].operation else { continue }
      let taps = convolution.kernel.count
      if isFirst {
        for at in channel * convolution.weightsPerOutput..<(channel + 1) * convolution.weightsPerOutput {
          convolution.weights[at] *= factor
        }
        convolution.bias[channel] *= factor
      } else {
        for o in 0..<convolution.outputChannels {
          let first = o * convolution.weightsPerOutput + channel * taps
          for at in first..<first + taps { convolution.weights[at] /= factor }
        }
      }
      graph.nodes[index].operation = .convolution(convolution)
      if !isFirst { break }
      isFirst = false
    }
    return graph
  }
}
