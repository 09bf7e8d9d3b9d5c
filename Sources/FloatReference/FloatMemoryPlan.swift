import NetworkGraph

/// Which values share a buffer. A value lives from the node that writes it to the last one that reads it.
struct FloatMemoryPlan {
  /// For each value id the index of its buffer; nil for unused ids.
  var slots: [Int?]
  /// For each buffer the number of its elements.
  var sizes: [Int] = []

  /// - Throws: `ConversionError` that names the node, if a value is read before it is written, a shape is not what the
  ///   operation writes, or all buffers together are larger than `FloatExecutor.largestMemory`.
  init(_ graph: Graph) throws(ConversionError) {
    slots = [Int?](repeating: nil, count: graph.shapes.count)
    guard graph.shapes.first == graph.input.shape, graph.input.shape.isUsable else {
      throw .badData("input '\(graph.input.name)' has the unusable shape \(graph.input.shape)")
    }
    let lastReaders = graph.nodes.enumerated().reduce(into: [Int: Int]()) { last, item in
      for value in item.element.inputs { last[value] = item.offset }
    }
    var free = Set<Int>()
    slots[0] = take(graph.input.shape.elementCount, from: &free)
    for (index, node) in graph.nodes.enumerated() {
      guard try graph.outputShape(of: node) == graph.shapes[node.output], slots[node.output] == nil else {
        throw node.error("writes value \(node.output) twice or with another shape than the graph says")
      }
      for value in node.inputs where slots[value] == nil {
        throw node.error("reads value \(value) before it is written")
      }
      slots[node.output] = take(graph.shapes[node.output].elementCount, from: &free)
      guard sizes.reduce(0, +) <= FloatExecutor.largestMemory else {
        throw node.error("brings the float network to more than 4 GiB of memory; use a smaller frame")
      }
      for value in Set(node.inputs) where lastReaders[value] == index {
        if let slot = slots[value] { free.insert(slot) }
      }
      if lastReaders[node.output] == nil, let slot = slots[node.output] { free.insert(slot) }
    }
    guard slots.indices.contains(graph.output), slots[graph.output] != nil else {
      throw .badData("the network '\(graph.name)' has no output that a node writes")
    }
  }

  /// The smallest free buffer that is large enough; or the largest free one, which is enlarged; or a new one.
  private mutating func take(_ count: Int, from free: inout Set<Int>) -> Int {
    let bySize = free.sorted { (sizes[$0], $0) < (sizes[$1], $1) }
    if let slot = bySize.first(where: { sizes[$0] >= count }) ?? bySize.last {
      free.remove(slot)
      sizes[slot] = max(sizes[slot], count)
      return slot
    }
    sizes.append(count)
    return sizes.count - 1
  }
}
