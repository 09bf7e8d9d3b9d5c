import NetworkGraph

extension Passes {
  /// Makes one node of an activation that the file writes as several: x · sigmoid(x), x · clip(x + 3, 0, 6) / 6, a GELU by its error
  /// function, and others. A value that is a function of one other value, element by element, is recognised by its values at some points,
  /// whatever nodes and constants compute it, and in whatever order.
  public static func fuseActivations(_ graph: Graph) -> Graph {
    var result = graph
    /// for each value, the values of which it is a function, the nearest first, and that function's samples
    var origins = [[Origin]](repeating: [], count: graph.shapes.count)
    for (index, node) in graph.nodes.enumerated() {
      let found = Origin.origins(of: node, graph, origins)
      guard let known = found.reversed().lazy.compactMap({ $0.activation(fusing: node) }).first else {
        origins[node.output] = Array(found.prefix(Origin.most))
        continue
      }
      result.nodes[index].operation = known.operation
      result.nodes[index].inputs = [known.value]
      origins[node.output] = found.filter { $0.value == known.value }
    }
    return removeDeadEnds(result)
  }
}

/// Says that a value is a function of another one, element by element, and the same in all channels.
private struct Origin {
  /// How many origins of a value are kept: more than an activation has parts.
  static let most = 8
  static let points = (-30...30).map { Double($0) * 0.31 + 0.017 } + [-40, -1e-3, 1e-3, 40]

  static let known: [(operation: Operation, samples: [Double])] = {
    let functions: [Pointwise] = [
      .silu, .hardSwish, .gelu(approximate: false), .gelu(approximate: true), .mish,
      .hardSigmoid(alpha: 1 / 6, beta: 0.5), .hardSigmoid(alpha: 0.2, beta: 0.5), .clip(low: 0, high: 6),
    ]
    return functions.map { function in (.pointwise(function), points.map { function.value($0) }) }
  }()

  /// The id of the value of which it is a function.
  var value: Int
  /// The function's values at `points`.
  var samples: [Double]

  private init(itself value: Int) { self.init(value: value, samples: Origin.points) }

  private init(value: Int, samples: [Double]) {
    self.value = value
    self.samples = samples
  }

  /// The origins of a node's output, computed from those of its inputs.
  static func origins(of node: Node, _ graph: Graph, _ origins: [[Origin]]) -> [Origin] {
    func all(_ value: Int) -> [Origin] { [Origin(itself: value)] + origins[value] }
    switch node.operation {
    case .affine(let affine):
      guard let scale = affine.scale.first, let shift = affine.shift.first,
        affine.scale.allSatisfy({ $0 == scale }), affine.shift.allSatisfy({ $0 == shift })
      else { return [] }
      return all(node.inputs[0]).map { $0.map { scale * $0 + shift } }
    case .leakyRelu(let slope): return all(node.inputs[0]).map { $0.map { $0 < 0 ? Double(slope) * $0 : $0 } }
    case .pointwise(.prelu): return []
    case .pointwise(let function): return all(node.inputs[0]).map { $0.map { function.value($0) } }
    case .add, .multiply:
      guard graph.shapes[node.inputs[0]] == graph.shapes[node.inputs[1]] else { return [] }
      let others = all(node.inputs[1])
      return all(node.inputs[0]).compactMap { one in
        guard let other = others.first(where: { $0.value == one.value }) else { return nil }
        let isSum = node.operation == .add
        return Origin(
          value: one.value, samples: zip(one.samples, other.samples).map { isSum ? $0 + $1 : $0 * $1 })
      }
    default: return []
    }
  }

  /// The activation that equals this function, if one node for it replaces more than the node that is there.
  func activation(fusing node: Node) -> (operation: Operation, value: Int)? {
    let match = Origin.known.first { known in
      zip(samples, known.samples).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) }
    }
    guard let match, node.inputs != [value] else { return nil }
    return (match.operation, value)
  }

  private func map(_ function: (Double) -> Double) -> Origin { Origin(value: value, samples: samples.map(function)) }
}
