extension Plan {
  /// Steps from the one that writes a tensor to the last that reads it; the input is there from the first step on.
  public func lifetime(ofTensor index: Int) -> ClosedRange<Int> {
    let first = index == inputTensor ? 0 : steps.firstIndex { $0.outputs.contains { $0.tensor == index } } ?? 0
    return first...max(first, steps.lastIndex { $0.sources.contains(index) } ?? first)
  }

  /// The lifetime of every tensor, found in one pass over the steps.
  public var lifetimes: [ClosedRange<Int>] {
    var first = [Int](repeating: 0, count: tensors.count)
    for (index, step) in steps.enumerated() { for output in step.outputs { first[output.tensor] = index } }
    first[inputTensor] = 0
    var last = first
    for (index, step) in steps.enumerated() {
      for source in step.sources { last[source] = max(last[source], index) }
    }
    return tensors.indices.map { first[$0]...last[$0] }
  }
}
