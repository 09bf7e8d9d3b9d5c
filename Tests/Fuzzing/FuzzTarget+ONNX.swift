import Engine
import Foundation
import GraphPasses
import Model
import NetworkGraph
import ONNXImport

/// The ONNX reader and the passes. If the network is small, also the whole converter, whose model the engine must accept.
extension FuzzTarget {
  static let onnx = FuzzTarget(name: "onnx") {
    try SeedNetwork.files()
  } run: { bytes in
    guard let graph = try? Passes.standard(ONNXReader.read(bytes: Data(bytes))), graph.isSmall else { return }
    guard let file = SeedNetwork.converted(graph) else { return }
    file.withUnsafeBytes { file in
      withGuardedCopy(of: file) { file in
        do throws(ModelError) {
          runBriefly(try Model(bytes: file), file)
        } catch {
          fatalError("the converter's own model is refused: \(error.message)")
        }
      }
    }
  }
}

extension Graph {
  /// Whether it has so few numbers and products that a minute is enough for thousands of conversions.
  fileprivate var isSmall: Bool {
    guard shapes.reduce(0, { $0 + $1.elementCount }) <= 1 << 16 else { return false }
    var products = 0
    for node in nodes {
      let pixels = shapes[node.output].planeCount
      switch node.operation {
      case .convolution(let convolution): products += convolution.weights.count * pixels
      case .transposedConvolution(let convolution): products += convolution.weights.count * pixels
      default: break
      }
    }
    return products <= 1 << 20
  }
}
