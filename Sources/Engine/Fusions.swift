import Model

/// What is computed in one step although the model has two; no byte changes.
public struct Fusions {
  /// Max-poolings that the convolutions before them do.
  public internal(set) var pooledHeads: [PooledHead] = []
  /// Whether the last convolution's rows are classified while they are in the cache.
  public internal(set) var classifiesAtOnce = false

  /// The steps of a plan during which a tensor holds something; nil for one that is never stored.
  func lifetime(ofTensor index: Int, in plan: Plan) -> ClosedRange<Int>? {
    let lifetime = plan.lifetime(ofTensor: index)
    for head in pooledHeads {
      if plan.steps[head.pool].outputs[0].tensor == index { return head.convolution...lifetime.upperBound }
      if !head.isStored, plan.steps[head.pool].sources[0] == index { return nil }
    }
    return classifiesAtOnce && plan.steps.last?.sources == [index] ? nil : lifetime
  }
}
