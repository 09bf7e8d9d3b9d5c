import Engine
import Kernels
import Model
import Vision

@testable import Streaming

/// A frame of a small model in every way that the engine has, whatever the file holds: the same bytes as by the scalar reference,
/// direct, with one thread, each step by itself. The scalar table is one of the ways too: it has F(2, 3).
///
/// The ways: every table of this machine, one thread or three, each choice of kernels, fused or not, each in an arena that held something
/// else. Not all combinations run: there is one way for each table, and the file's bytes choose it.
func runBriefly(_ model: consuming Model, _ file: UnsafeRawBufferPointer) {
  guard model.plan.isSmall else { return }
  let reference = EngineWay(table: .scalar, threads: 1, kernels: .direct, fuses: false, stale: 0)
  guard let expected = reference.outcome(of: model) else { return }
  var bits = ModelFormat.checksum(file)
  for table in InstructionSet.allCases where table.isAvailable {
    guard let again = try? Model(bytes: file) else { fatalError("refused the second time") }
    let way = EngineWay(table: table, &bits)
    guard let got = way.outcome(of: again) else { continue }
    precondition(got == expected, "\(way.name) gives other bytes than the scalar reference")
  }
}

/// One way to compute a model's mask.
struct EngineWay {
  var table: InstructionSet
  var threads: Int
  var kernels: KernelChoice
  var fuses: Bool
  /// The byte that filled the arena before.
  var stale: UInt8

  init(table: InstructionSet, threads: Int, kernels: KernelChoice, fuses: Bool, stale: UInt8) {
    self.table = table
    self.threads = threads
    self.kernels = kernels
    self.fuses = fuses
    self.stale = stale
  }

  /// Some of these bits choose the way; they are consumed.
  init(table: InstructionSet, _ bits: inout UInt64) {
    self.init(
      table: table, threads: bits & 1 == 0 ? 1 : 3,
      kernels: bits & 2 == 0 ? .winograd : bits & 4 == 0 ? .usual : .direct,
      fuses: bits & 24 != 0, stale: UInt8(truncatingIfNeeded: bits >> 5))
    bits = bits >> 8 | bits << 56
  }

  var name: String { "\(table.text), \(threads) threads, \(kernels), fused: \(fuses)" }

  /// Everything that is made from a frame: the logits' bits, mask, scores, overlay and the classes' planes; nil without memory.
  func outcome(of model: consuming Model) -> [UInt32]? {
    let count = Engine.arenaBytes(model.plan)
    var rest: Model? = consume model
    return withGuardedMemory(count, alignment: 64) { arena in
      for index in arena.indices { arena[index] = stale }
      guard let model = rest.take(), let engine = start(model, arena) else { return nil }
      return frame(engine)
    }
  }

  private func start(_ model: consuming Model, _ arena: UnsafeMutableRawBufferPointer) -> Engine? {
    try? Engine(model, threads: threads, instructionSet: table, kernels: kernels, fuses: fuses, arena: arena)
  }

  private func frame(_ engine: consuming Engine) -> [UInt32] {
    var engine = engine
    let plan = engine.plan
    for y in 0..<plan.input.height {
      for x in 0..<plan.input.width * engine.inputPixelStride {
        let isRead = x % engine.inputPixelStride < plan.input.channels
        engine.input[y * engine.inputRowStride + x] = isRead ? Int8(truncatingIfNeeded: x * 31 + y * 17) : 0
      }
    }
    var logits = [Float](repeating: 0, count: plan.classes.count * plan.maskHeight * plan.maskWidth)
    logits.withUnsafeMutableBufferPointer { engine.run(logits: $0) }
    precondition(engine.mask.allSatisfy { Int($0) < plan.classes.count })
    return logits.map(\.bitPattern) + outputs(of: Array(engine.mask), logits, plan).map { UInt32($0) }
  }

  /// The mask, and what `run` makes from it.
  private func outputs(of mask: [UInt8], _ logits: [Float], _ plan: Plan) -> [UInt8] {
    var margins = [UInt8](repeating: 0, count: mask.count)
    var rgb = (0..<3 * mask.count).map { UInt8(truncatingIfNeeded: $0 * 5) }
    var planes: [UInt8] = []
    let first = Array(0..<max(plan.classes.count / 2, 1))
    guard let overlay = try? Overlay(classes: plan.classes), let groups = try? ClassGroups([first, [0]])
    else { fatalError("no memory") }
    mask.withUnsafeBufferPointer { mask in
      logits.withUnsafeBufferPointer { logits in
        margins.withUnsafeMutableBufferPointer {
          ScoreMargin.compute(logits, classes: plan.classes.count, into: $0)
        }
      }
      rgb.withUnsafeMutableBufferPointer { overlay.blend(mask, over: $0) }
      for group in 0..<groups.count {
        var plane = [UInt8](repeating: 0, count: mask.count)
        plane.withUnsafeMutableBufferPointer { groups.apply(group, to: mask, into: $0) }
        planes += plane
      }
    }
    return mask + margins + rgb + planes
  }
}

extension Plan {
  /// Whether a frame takes only a moment.
  var isSmall: Bool {
    arenaBytes <= 1 << 20 && maskWidth * maskHeight * classes.count <= 1 << 14 && gmacPerFrame <= 0.001
      && steps.allSatisfy { max($0.kernelHeight, $0.kernelWidth) <= 32 }
  }
}
