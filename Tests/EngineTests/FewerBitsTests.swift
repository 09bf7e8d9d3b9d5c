import Engine
import FloatReference
import Foundation
import Kernels
import Lowering
import Model
import NetworkGraph
import Quantisation
import Testing

/// Converts with fewer bits for F(2, 3). No fast kernel of this machine may have it, but the scalar table has it.
@Suite struct FewerBitsTests {
  private static let wanted = 20.0

  private func converted(_ name: String, wanted: Double = Self.wanted, _ preference: Preference = .speed) throws
    -> ConvertedModel
  {
    try ConvertedModel(SmallNetworks.named(name), mixed: .off, wanted: wanted, preference: preference)
  }

  @Test(arguments: SmallNetworks.few(["half-pixel bilinear", "pooled and read", "nearest", "cropped skip"]))
  func everyTableAndChoiceGivesTheSameBytes(name: String) throws {
    let model = try converted(name)
    let pairs = try Model(path: model.path).pairs
    #expect(!pairs.steps.isEmpty && !pairs.tensors.isEmpty && pairs.savedMultiplications > 0.05)
    #expect(signalToNoise(try model.floatLogits(), try model.run().logits) > Self.wanted - 3)
    let engine = try Engine(Model(path: model.path), instructionSet: .scalar)
    for step in pairs.steps { #expect(engine.kernelName(ofStep: step) == "f23_scalar") }
    let expected = try model.run(instructionSet: .scalar, kernels: .direct)
    for instructionSet in InstructionSet.allCases where instructionSet.isAvailable {
      for threads in [1, 3] {
        let got = try model.run(threads: threads, instructionSet: instructionSet)
        let isEqual = got.mask == expected.mask && got.logits == expected.logits
        #expect(isEqual, "\(instructionSet.text), \(threads) threads")
      }
    }
  }

  /// A file's halved tensors are read back as halved, and the engine's logits are close to those computed from what was read.
  @Test func theFileSaysWhatSevenBitsHold() throws {
    let model = try converted("deep")
    let network = try LoweredNetwork(model.graph, normalisation: model.normalisation)
    let file = try Model(path: model.path)
    let stored = try StoredQuantisation(file, network)
    for index in file.pairs.tensors {
      #expect(stored.segments[index].isHalved && stored.segments[index].levels == 128)
    }
    #expect(try model.distanceFromFile() < 0.2)
  }

  /// The wanted decibels decide how many layers F(2, 3) gets: the higher they are, the fewer.
  @Test func theLimitDecides() throws {
    let graph = try SmallNetworks.named("deep")
    func saved(_ wanted: Double) throws -> Double {
      let model = try ConvertedModel(graph, mixed: .off, wanted: wanted, preference: .speed)
      return try Model(path: model.path).pairs.savedMultiplications
    }
    let shares = try [0, 26, 200].map(saved)
    #expect(shares.last == 0 && shares[0] > 0.1)
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 >= $1 }, "\(shares)")
    let accurate = try converted("deep", .accuracy)
    let plain = try Model(path: accurate.path)
    #expect(plain.pairs.steps.isEmpty && plain.pairs.tensors.isEmpty && !plain.plan.halvedTensors.contains(true))
  }
}
