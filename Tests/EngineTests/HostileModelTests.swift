import Engine
import Foundation
import Kernels
import Testing

@testable import Model

/// Whatever a model file contains, it is refused, or the engine runs it inside the file and the arena.
@Suite struct HostileModelTests {
  /// They have every kind of step, tables, and tensors of several sizes.
  private static let bases =
    ["raw skip", "transposed 3x3", "pooled concatenation", "max-pool 3x3", "odd transposed", "pooled level"]
    + SmallNetworks.few(SmallNetworks.operatorNames)

  private static func base(_ name: String) throws -> (plan: Plan, file: [UInt8], data: [UInt8]) {
    let converted = try ConvertedModel(SmallNetworks.named(name), method: .minmax)
    let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: converted.path)))
    let plan = try file.withUnsafeBytes { try Plan(decoding: $0) }
    return (plan, file, file.withUnsafeBytes { Array($0[Plan.dataRange(of: $0)]) })
  }

  private static func refusal(_ file: UnsafeRawBufferPointer) -> ModelError? {
    do throws(ModelError) {
      _ = try Model(bytes: file)
      return nil
    } catch { return error }
  }

  /// Every length and every flipped bit of a converter's file, in memory that ends where the file ends.
  @Test func everyCutAndEveryFlippedBitIsRefusedInOneLine() throws {
    let file = try Self.base("transposed 3x3").file
    #expect(file.count <= 16 << 10)
    let memory = GuardedMemory(copying: file, alignment: 4)
    var taken = 0
    for index in file.indices {
      for bit in 0..<8 {
        memory.bytes[index] ^= 1 << UInt8(bit)
        let refusal = Self.refusal(UnsafeRawBufferPointer(memory.bytes))
        memory.bytes[index] ^= 1 << UInt8(bit)
        if refusal?.message.contains("\n") != false { taken += 1 }
      }
      let cut = GuardedMemory(copying: Array(file[..<index]), alignment: 4)
      if Self.refusal(UnsafeRawBufferPointer(cut.bytes))?.message.contains("\n") != false { taken += 1 }
    }
    #expect(taken == 0)
    #expect(Self.refusal(UnsafeRawBufferPointer(memory.bytes)) == nil)
  }

  /// CATSEYE_MUTATIONS=100000 tests more.
  @Test func mutatedModelsStayWithinTheirMemory() throws {
    let count = Int(ProcessInfo.processInfo.environment["CATSEYE_MUTATIONS"] ?? "") ?? 3000
    let bases = try Self.bases.map { try Self.base($0) }
    let sets = InstructionSet.allCases.filter(\.isAvailable)
    var mutation = ModelMutation(seed: 1)
    var (taken, run) = (0, 0)
    for round in 0..<count {
      let base = bases[round % bases.count]
      let file = GuardedMemory(copying: mutation.mutated(base.plan, data: base.data), alignment: 4)
      guard let model = try? Model(bytes: UnsafeRawBufferPointer(file.bytes)) else { continue }
      taken += 1
      guard model.plan.isSmall else { continue }
      run += 1
      let arena = GuardedMemory(
        count: Engine.arenaBytes(model.plan), alignment: 64, atStart: mutation.bool())
      var engine = try Engine(
        model, threads: mutation.index(8) == 0 ? 2 : 1, instructionSet: sets[mutation.index(sets.count)],
        arena: arena.bytes)
      for y in 0..<engine.plan.input.height {
        for x in 0..<engine.plan.input.width * 3 {
          engine.input[y * engine.inputRowStride + x / 3 * engine.inputPixelStride + x % 3] = Int8(
            truncatingIfNeeded: x * y)
        }
      }
      engine.run()
      let classes = engine.plan.classes.count
      #expect(engine.mask.allSatisfy { $0 < classes })
    }
    print("\(count) mutated models: \(taken) taken, \(run) run")
    // else only the validator was tested
    #expect(run > count / 50 && taken < count / 2)
  }
}

extension Plan {
  /// Whether a frame takes only a moment.
  fileprivate var isSmall: Bool {
    arenaBytes <= 1 << 20 && maskWidth * maskHeight * classes.count <= 1 << 16 && gmacPerFrame <= 0.005
      && steps.allSatisfy { $0.kernelHeight * $0.kernelWidth <= 1024 }
  }
}
