import Model
import Streaming

extension Step.Kind {
  var name: String {
    switch self {
    case .convolution: "convolution"
    case .transposedConvolution: "transposed_convolution"
    case .maxPool: "max_pool"
    case .classifier: "classifier"
    case .depthwise: "depthwise"
    case .rescale: "rescale"
    case .add: "add"
    case .multiply: "multiply"
    case .lookup: "lookup"
    case .averagePool: "average_pool"
    case .gather: "gather"
    case .interpolate: "interpolate"
    }
  }
}

extension Plan {
  /// Billions of multiply-accumulates of a step.
  func gmac(of step: Step) -> Double { Double(multiplyAccumulates(of: step)) / 1e9 }
}

extension TextWriter {
  /// Writes a figure on its own line.
  mutating func labelled(_ label: String, _ value: Double, _ decimals: Int, _ unit: String) {
    text("  ")
    column(label, 16)
    column(value, decimals: decimals, 12)
    line(" " + unit)
  }
}
