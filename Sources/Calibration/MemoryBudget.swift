/// How much memory a conversion may use, and the shares of what grows with the network and its frames. The rest is for the network itself
/// and for the matrices of one layer.
public struct MemoryBudget: Sendable {
  public var gigabytes: Double

  public init(gigabytes: Double = 2) { self.gigabytes = gigabytes }

  /// The most inputs of a phase whose whole covariance is kept: 85 MB.
  package static let widestCovariance = 4608

  private func bytes(share: Double) -> Int { Int(gigabytes * share * 0x1p30) }

  /// Bytes for the patches of one layer's inputs that are looked at together.
  package var patches: Int { bytes(share: 1.0 / 64) }
  /// Bytes for the patches of all layers that are kept for the choice of scales.
  var samples: Int { bytes(share: 1.0 / 5) }
  /// Bytes for the frames' int8 tensors; others go to a file.
  package var tensors: Int { bytes(share: 1.0 / 4) }
}
