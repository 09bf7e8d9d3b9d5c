import NetworkGraph

extension GraphBuilder {
  private enum Mark { case open, done }

  /// The nodes that a value depends on, including those that compute constants, each after the nodes from which it reads. This is a
  /// depth-first search with its own stack, because a file may be deeper than the thread's stack.
  /// - Throws: `ConversionError` that names a node on a cycle, or one that reads what nothing writes.
  func order(for output: String) throws(ConversionError) -> [Int] {
    guard let last = writers[output] else {
      throw .badData("output '\(output)' is written by no node; the file is damaged or cut short")
    }
    var order: [Int] = []
    var marks: [Int: Mark] = [last: .open]
    var stack: [(node: Int, next: Int)] = [(last, 0)]
    while let top = stack.popLast() {
      let node = ONNXNode(model.graph.node[top.node])
      guard top.next < node.proto.input.count else {
        marks[top.node] = .done
        order.append(top.node)
        continue
      }
      stack.append((top.node, top.next + 1))
      let name = node.proto.input[top.next]
      if name.isEmpty || name == graph.input.name || initialisers[name] != nil { continue }
      guard let writer = writers[name] else {
        throw node.error("reads '\(name)', which nothing writes; the file is damaged or cut short")
      }
      switch marks[writer] {
      case .open: throw node.error("reads '\(name)', which depends on it: a cycle; the file is damaged")
      case .done: break
      case nil:
        marks[writer] = .open
        stack.append((writer, 0))
      }
    }
    return order
  }
}
