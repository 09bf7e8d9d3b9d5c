import Engine
import Foundation
import Kernels
import Model

@testable import Model

/// A file that a test makes from a converter's file: its plan and its data can be changed before it is encoded again.
struct CraftedModel {
  var plan: Plan
  var data: [UInt8]

  init(_ name: String) throws {
    let converted = try ConvertedModel(SmallNetworks.named(name), method: .minmax)
    let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: converted.path)))
    plan = try file.withUnsafeBytes { try Plan(decoding: $0) }
    data = file.withUnsafeBytes { Array($0[Plan.dataRange(of: $0)]) }
  }

  /// Why the file is refused; nil if it is accepted.
  var refusal: String? {
    let memory = GuardedMemory(copying: plan.encoded(data: data), alignment: 4)
    do throws(ModelError) {
      _ = try Model(bytes: UnsafeRawBufferPointer(memory.bytes))
      return nil
    } catch { return error.message }
  }

  /// Gives a tensor this halo, and a place of its own after all others.
  mutating func setHalo(ofTensor index: Int, _ halo: Int) {
    plan.tensors[index].halo = halo
    plan.tensors[index].arenaOffset = (plan.arenaBytes + 63) / 64 * 64
    plan.arenaBytes = plan.tensors[index].arenaRange.upperBound
  }

  mutating func setWord(_ value: Int32, at offset: Int) {
    withUnsafeBytes(of: value.littleEndian) { data.replaceSubrange(offset..<offset + 4, with: $0) }
  }

  /// Computes mask and logits of one frame with every table of this machine, one thread and three, each choice of kernels, fused or not, in
  /// arenas that held something else before. Returns how many ways there were, and those whose bytes differ from the reference's.
  func differences() throws -> (ways: Int, differing: [String]) {
    let expected = try outcome(.scalar, threads: 1, .usual, fuses: false, arenaByte: 0)
    var (ways, differing) = (0, [String]())
    for table in InstructionSet.allCases where table.isAvailable {
      for (threads, fuses) in [(1, true), (3, true), (1, false), (3, false)] {
        for kernels in [KernelChoice.usual, .winograd, .direct] {
          ways += 1
          let got = try outcome(table, threads: threads, kernels, fuses: fuses, arenaByte: UInt8(ways & 0x7F))
          if got != expected { differing.append("\(table.text), \(threads) threads, \(kernels), fused: \(fuses)") }
        }
      }
    }
    return (ways, differing)
  }

  private func outcome(
    _ table: InstructionSet, threads: Int, _ kernels: KernelChoice, fuses: Bool, arenaByte: UInt8
  ) throws -> [UInt32] {
    let file = GuardedMemory(copying: plan.encoded(data: data), alignment: 4)
    let model = try Model(bytes: UnsafeRawBufferPointer(file.bytes))
    let arena = GuardedMemory(count: Engine.arenaBytes(model.plan), alignment: 64, atStart: arenaByte % 2 == 0)
    for index in arena.bytes.indices { arena.bytes[index] = arenaByte }
    var engine = try Engine(
      model, threads: threads, instructionSet: table, kernels: kernels, fuses: fuses, arena: arena.bytes)
    for y in 0..<engine.plan.input.height {
      for x in 0..<engine.plan.input.width * engine.inputPixelStride {
        let isRead = x % engine.inputPixelStride < engine.plan.input.channels
        engine.input[y * engine.inputRowStride + x] = isRead ? Int8(truncatingIfNeeded: x * 31 + y * 17) : 0
      }
    }
    var logits = [Float](repeating: 0, count: plan.classes.count * plan.maskHeight * plan.maskWidth)
    logits.withUnsafeMutableBufferPointer { engine.run(logits: $0) }
    return logits.map(\.bitPattern) + engine.mask.map { UInt32($0) }
  }
}
