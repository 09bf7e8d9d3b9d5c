import Model

/// A model file, as it is and with a right envelope. If it is accepted, the engine computes frames in all its ways.
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
