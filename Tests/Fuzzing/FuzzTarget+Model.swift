import Model

/// A model file, as it is and with a right envelope; and where it is taken, frames by the engine, in all its ways.
extension FuzzTarget {
  static let model = FuzzTarget(name: "model") {
    try SeedNetwork.models() + SeedNetwork.operatorModels()
  } run: { bytes in
    withGuardedCopy(of: bytes) { file in _ = try? Model(bytes: file) }
    ModelEnvelope.repaired(bytes).withUnsafeBytes { bytes in
      withGuardedCopy(of: bytes) { file in
        if let model = try? Model(bytes: file) { runBriefly(model, file) }
      }
    }
  }
}
