import Foundation
import NetworkGraph

extension NetworkOutline {
  /// - Parameter fused: whether activations and normalisations share the row of the step that they follow.
  public init(_ graph: Graph, fused: Bool = true) {
    let input = graph.input.shape
    rows = [Row(kind: .frame, title: "frame", shape: "\(input)", reads: [], level: 0, work: 0, name: graph.input.name)]
    var rowOfValue = [0: 0]
    for node in graph.nodes {
      let reads = node.inputs.compactMap { rowOfValue[$0] }
      if fused, node.operation.isFused, let row = reads.first, row > 0 {
        rows[row].title += ", " + NetworkOutline.title(node.operation)
        rowOfValue[node.output] = row
        continue
      }
      let shape = graph.shapes[node.output]
      rowOfValue[node.output] = rows.count
      rows.append(
        Row(
          kind: node.operation.kind, title: NetworkOutline.title(node.operation), shape: "\(shape)", reads: reads,
          level: NetworkOutline.level(shape.height, of: input.height), work: node.multiplyAccumulates(in: graph),
          name: node.name))
    }
    title = graph.name
    let work = graph.nodes.reduce(0) { $0 + $1.multiplyAccumulates(in: graph) }
    let weights = graph.nodes.reduce(0) { $0 + $1.operation.weightCount }
    summary =
      "\(input) -> \(graph.shapes[graph.output]), \(graph.nodes.count) operations, "
      + String(format: "%.3f G MAC a frame, %.2f M weights", Double(work) / 1e9, Double(weights) / 1e6)
  }

  /// The operation's name, with the figures that distinguish it from others of its kind.
  static func title(_ operation: NetworkGraph.Operation) -> String {
    func by(_ stride: Extent) -> String { stride.count == 1 ? "" : " stride \(stride)" }
    return switch operation {
    case .convolution(let convolution):
      "\(operation.title) \(convolution.kernel)" + by(convolution.stride)
        + (convolution.groups > 1 && !convolution.isDepthwise ? " of \(convolution.groups) groups" : "")
        + (convolution.span == convolution.kernel ? "" : " dilated \(convolution.dilationY)x\(convolution.dilationX)")
    case .transposedConvolution(let convolution): "\(operation.title) \(convolution.kernel)" + by(convolution.stride)
    case .maxPool(let pool): "\(operation.title) \(pool.kernel)" + by(pool.stride)
    case .averagePool(let pool): "\(operation.title) \(pool.kernel)" + by(pool.stride)
    case .leakyRelu(let slope) where slope != 0: "\(operation.title) \(slope)"
    default: operation.title
    }
  }
}

extension NetworkGraph.Operation {
  /// Whether it shares the row of the step that it follows.
  fileprivate var isFused: Bool {
    switch self {
    case .affine, .leakyRelu, .pointwise, .identity, .classifierEnd: true
    default: false
    }
  }

  fileprivate var kind: NetworkOutline.Kind {
    switch self {
    case .convolution(let convolution): convolution.isDepthwise ? .depthwise : .convolution
    case .transposedConvolution: .transposed
    case .maxPool, .averagePool, .globalAveragePool: .pool
    case .resize: .resize
    case .concat, .add, .multiply: .join
    default: .other
    }
  }
}
