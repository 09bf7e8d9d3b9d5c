import Randomness

/// Places tensors in one arena.
///
/// It is greedy by size, as in TensorFlow Lite Micro: the largest tensor comes first, and each goes to the lowest offset at which it
/// overlaps no placed tensor with an overlapping lifetime. Then other orders are tried, until one reaches the lower bound.
struct MemoryPlanner {
  struct Request {
    var byteCount: Int
    /// From the step that writes the tensor to the last step that reads it.
    var lifetime: ClosedRange<Int>
  }

  let requests: [Request]
  private let alignment: Int

  init(_ requests: [Request], alignment: Int) {
    self.requests = requests.map {
      Request(byteCount: ($0.byteCount + alignment - 1) / alignment * alignment, lifetime: $0.lifetime)
    }
    self.alignment = alignment
  }

  /// The largest sum of live bytes over all steps; no placement can need less.
  var lowerBound: Int {
    let last = requests.map(\.lifetime.upperBound).max() ?? 0
    return (0...last).map { step in
      requests.reduce(0) { $0 + ($1.lifetime.contains(step) ? $1.byteCount : 0) }
    }.max() ?? 0
  }

  /// The offsets of the requests, and the arena's size.
  func place() -> (offsets: [Int], arenaBytes: Int) {
    let indices = Array(requests.indices)
    var order = indices.sorted { requests[$0].byteCount > requests[$1].byteCount }
    var best = place(in: order)
    let others = [
      indices, indices.sorted { requests[$0].lifetime.count > requests[$1].lifetime.count },
      indices.reversed(),
    ]
    for other in others {
      let placed = place(in: other)
      if placed.arenaBytes < best.arenaBytes { (best, order) = (placed, other) }
    }
    var random = SplitMix64(seed: 1)
    for _ in 0..<2000 where best.arenaBytes > lowerBound && order.count > 1 {
      var other = order
      other.swapAt(Int(random.next() % UInt64(order.count)), Int(random.next() % UInt64(order.count)))
      let placed = place(in: other)
      if placed.arenaBytes <= best.arenaBytes { (best, order) = (placed, other) }
    }
    return best
  }

  private func place(in order: [Int]) -> (offsets: [Int], arenaBytes: Int) {
    var offsets = [Int](repeating: 0, count: requests.count)
    var placed: [Int] = []  // sorted by offset
    var arenaBytes = 0
    for index in order {
      let request = requests[index]
      var offset = 0
      for other in placed where requests[other].lifetime.overlaps(request.lifetime) {
        if offsets[other] - offset >= request.byteCount { break }
        offset = max(offset, offsets[other] + requests[other].byteCount)
      }
      offsets[index] = offset
      arenaBytes = max(arenaBytes, offset + request.byteCount)
      let position = placed.firstIndex { offsets[$0] > offset } ?? placed.count
      placed.insert(index, at: position)
    }
    return (offsets, arenaBytes)
  }
}
