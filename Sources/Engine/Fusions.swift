import Model

/// Which pairs of steps are computed as one. No byte changes.
public struct Fusions {
  /// Max-poolings that are done by the convolutions before them.
  public private(set) var pooledHeads: [PooledHead] = []
  /// Whether the last convolution's rows are classified while they are in the cache.
  public private(set) var classifiesAtOnce = false
  /// For each tensor, the steps during which it holds something; nil for a tensor that is never stored.
  private(set) var lifetimes: [ClosedRange<Int>?]

  /// No pair of steps.
  init(_ plan: Plan) { lifetimes = plan.lifetimes.map { Optional($0) } }  // Embedded Swift converts no array as a whole

  mutating func classifyAtOnce(source tensor: Int) {
    classifiesAtOnce = true
    lifetimes[tensor] = nil
  }

  /// - Parameters:
  ///   - input: the tensor that is pooled.
  ///   - output: the tensor that the pooling writes.
  ///   - lifetime: the steps during which `output` now lives.
  mutating func pool(_ head: PooledHead, input: Int, output: Int, _ lifetime: ClosedRange<Int>) {
    pooledHeads.append(head)
    lifetimes[output] = lifetime
    if !head.isStored { lifetimes[input] = nil }
  }
}
