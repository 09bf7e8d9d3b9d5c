extension Graph {
  /// For each value id, the indices of the nodes that read it, in order. A node that reads a value twice is listed twice. The graph's
  /// output is not a consumer: look at `output` too before you change a value.
  public var consumers: [[Int]] {
    var consumers = [[Int]](repeating: [], count: shapes.count)
    for (index, node) in nodes.enumerated() {
      for value in node.inputs { consumers[value].append(index) }
    }
    return consumers
  }

  /// For each value id, the index of the node that writes it; nil for the input and for unused ids.
  public var producers: [Int?] {
    var producers = [Int?](repeating: nil, count: shapes.count)
    for (index, node) in nodes.enumerated() { producers[node.output] = index }
    return producers
  }
}
