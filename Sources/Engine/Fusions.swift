import Model

/// What is computed in one step although the model has two; no byte changes.
public struct Fusions {
  /// Max-poolings that the convolutions before them do.
  public private(set) var pooledHeads: [PooledHead] = []
  /// Whether the last convolution's rows are classified while they are in the cache.
  public private(set) var classifiesAtOnce = false
  /// Of each tensor, the steps during which it holds something; nil for one that is never stored.
  private(set) var lifetimes: [ClosedRange<Int>?]

  /// None.
  init(_ plan: Plan) { lifetimes = plan.lifetimes.map { Optional($0) } }  // Embedded Swift converts no array as a whole

  mutating func classifyAtOnce(source tensor: Int) {
    classifiesAtOnce = true
    lifetimes[tensor] = nil
  }

  /// - Parameters:
  ///   - input: the tensor that is pooled.
  ///   - output: what pooling makes of it.
  ///   - lifetime: of `output` now.
  mutating func pool(_ head: PooledHead, input: Int, output: Int, _ lifetime: ClosedRange<Int>) {
    pooledHeads.append(head)
    lifetimes[output] = lifetime
    if !head.isStored { lifetimes[input] = nil }
  }
}
