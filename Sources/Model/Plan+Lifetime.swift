extension Plan {
  /// Steps from the one that writes a tensor to the last that reads it; the input is there from the first step on.
  public func lifetime(ofTensor index: Int) -> ClosedRange<Int> {
    let first = index == inputTensor ? 0 : steps.firstIndex { $0.outputs.contains { $0.tensor == index } } ?? 0
    return first...max(first, steps.lastIndex { $0.sources.contains(index) } ?? first)
  }
}
