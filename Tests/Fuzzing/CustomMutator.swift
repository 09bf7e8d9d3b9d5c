import Randomness

/// libFuzzer's own change of bytes.
@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int) -> Int

/// Changes mostly what a model computes; in other inputs it changes bytes.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int, _ seed: UInt32) -> Int {
  guard FuzzTarget.chosen.name == "model", seed % 4 != 0 else { return mutateBytes(bytes, count, room) }
  let file = ModelEnvelope.repaired(UnsafeRawBufferPointer(start: bytes, count: count))
  let changed = file.withUnsafeBytes { file in
    PlanMutator(file, seed: UInt64(seed)).map { mutator in
      var mutator = mutator
      return mutator.mutated()
    }
  }
  guard let changed, changed.count <= room else { return mutateBytes(bytes, count, room) }
  UnsafeMutableRawBufferPointer(start: bytes, count: room).copyBytes(from: changed)
  return changed.count
}
