import NetworkGraph

extension Passes {
  /// Merges two affines that follow each other, if nothing else reads the value between them: the Sub and Div of a normalisation, or a
  /// batch normalisation after a factor.
  public static func mergeAffines(_ graph: Graph) -> Graph {
    var result = graph
    let consumers = graph.consumers
    var producers = graph.producers
    var merged = Set<Int>()
    for index in graph.nodes.indices {
      let node = result.nodes[index]
      guard case .affine(let second) = node.operation, let value = node.inputs.first, value != graph.output,
        consumers[value].count == 1, let before = producers[value],
        case .affine(let first) = result.nodes[before].operation
      else { continue }
      let both = first.followed(by: second)
      // factors of absurd size are not merged; applying them gives the error
      guard (both.scale + both.shift).allSatisfy(\.isFinite) else { continue }
      result.nodes[index].operation = .affine(both)
      result.nodes[index].inputs = result.nodes[before].inputs
      producers[value] = nil
      merged.insert(before)
    }
    result.nodes = result.nodes.indices.filter { !merged.contains($0) }.map { result.nodes[$0] }
    return result
  }
}
