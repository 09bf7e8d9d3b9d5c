/// How much memory a conversion may take, and what of it goes to what grows with the network and its frames. The rest is for
/// the network itself and for one layer's matrices.
public struct MemoryBudget: Sendable {
  public var gigabytes: Double

  public init(gigabytes: Double = 2) { self.gigabytes = gigabytes }

  /// Inputs of a phase whose whole covariance is kept: 85 MB.
  package static let widestCovariance = 4608

  private func bytes(share: Double) -> Int { Int(gigabytes * share * 0x1p30) }

  /// Patches of a layer's inputs that are looked at together.
  package var patches: Int { bytes(share: 1.0 / 64) }
  /// Patches that are kept of all layers, to choose scales by.
  var samples: Int { bytes(share: 1.0 / 5) }
  /// The frames' int8 tensors; what is beyond it goes to a file.
  package var tensors: Int { bytes(share: 1.0 / 4) }
}
