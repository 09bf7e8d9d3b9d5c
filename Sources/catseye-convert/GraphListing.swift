import Conversion
import Foundation

/// A graph as text.
struct GraphListing {
  private let graph: Graph

  init(_ graph: Graph) { self.graph = graph }

  /// One line for each operation.
  var steps: String {
    var rows = [["", "operation", "writes", "M MAC", "name"]]
    for (index, node) in graph.nodes.enumerated() {
      let work = node.multiplyAccumulates(in: graph)
      rows.append([
        String(index), GraphListing.title(node.operation), "\(graph.shapes[node.output])",
        work == 0 ? "" : String(format: "%.2f", Double(work) / 1e6), node.name.singleLine,
      ])
    }
    let total = graph.nodes.reduce(0) { $0 + $1.multiplyAccumulates(in: graph) }
    let weights = graph.nodes.reduce(0) { $0 + $1.operation.weightCount }
    return GraphListing.table(rows) + "\n"
      + "\(graph.input.shape) -> \(graph.shapes[graph.output]), \(graph.nodes.count) operations, "
      + String(format: "%.3f G MAC a frame, %.2f M weights", Double(total) / 1e9, Double(weights) / 1e6)
  }

  /// One line for each pass.
  var passes: String {
    GraphListing.table(
      [["pass", "removed", "rewritten", ""]]
        + graph.history.map { [$0.name, String($0.removed), String($0.rewritten), $0.detail.singleLine] })
  }

  /// What an operation is, with the figures that tell two of a kind apart.
  static func title(_ operation: Conversion.Operation) -> String {
    switch operation {
    case .convolution(let convolution):
      "\(operation.title) \(convolution.kernel)" + stride(convolution.stride)
        + (convolution.groups > 1 && !convolution.isDepthwise ? " of \(convolution.groups) groups" : "")
        + (convolution.span == convolution.kernel ? "" : " dilated \(convolution.dilationY)x\(convolution.dilationX)")
    case .transposedConvolution(let convolution):
      "\(operation.title) \(convolution.kernel)" + stride(convolution.stride)
    case .maxPool(let pool): "\(operation.title) \(pool.kernel)" + stride(pool.stride)
    case .averagePool(let pool): "\(operation.title) \(pool.kernel)" + stride(pool.stride)
    case .leakyRelu(let slope) where slope != 0: "\(operation.title) \(slope)"
    default: operation.title
    }
  }

  private static func stride(_ stride: Extent) -> String { stride.count == 1 ? "" : " stride \(stride)" }

  /// Columns as wide as they need be.
  private static func table(_ rows: [[String]]) -> String {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
        .replacing(/\ +$/, with: "")
    }.joined(separator: "\n")
  }
}
