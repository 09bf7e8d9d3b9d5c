/// A 2x2 max-pooling that the convolution before it does while it writes.
public struct PooledHead {
  /// The steps of both.
  public let convolution, pool: Int
  /// The head of the convolution whose output is pooled.
  let head: Int
  /// Whether other steps read that output too; otherwise it is never stored.
  public let isStored: Bool
}
