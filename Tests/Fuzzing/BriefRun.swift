import Engine
import Kernels
import Model

/// A frame of a small model by the scalar reference, and by the best instruction set with two threads: the same bytes,
/// whatever the file holds.
func runBriefly(_ model: consuming Model, _ file: UnsafeRawBufferPointer) {
  guard model.plan.isSmall else { return }
  guard let reference = logits(model, .scalar, threads: 1) else { return }
  guard let again = try? Model(bytes: file) else { fatalError("refused the second time") }
  guard let fast = logits(again, .best, threads: 2) else { return }
  precondition(reference == fast, "\(InstructionSet.best.text) gives other bytes than the scalar reference")
}

/// Bit patterns of the logits, and the mask; nil without memory.
private func logits(_ model: consuming Model, _ instructionSet: InstructionSet, threads: Int) -> [UInt32]? {
  guard var engine = try? Engine(model, threads: threads, instructionSet: instructionSet) else { return nil }
  let plan = engine.plan
  for y in 0..<plan.input.height {
    for x in 0..<plan.input.width * engine.inputPixelStride {
      engine.input[y * engine.inputRowStride + x] = Int8(truncatingIfNeeded: x * 31 + y * 17)
    }
  }
  var logits = [Float](repeating: 0, count: plan.classes.count * plan.maskHeight * plan.maskWidth)
  logits.withUnsafeMutableBufferPointer { engine.run(logits: $0) }
  precondition(engine.mask.allSatisfy { Int($0) < plan.classes.count })
  return logits.map(\.bitPattern) + engine.mask.map { UInt32($0) }
}

extension Plan {
  /// Work for a moment.
  var isSmall: Bool {
    arenaBytes <= 1 << 20 && maskWidth * maskHeight * classes.count <= 1 << 16 && gmacPerFrame <= 0.005
      && steps.allSatisfy { max($0.kernelHeight, $0.kernelWidth) <= 32 }
  }
}
