extension Node {
  /// Multiply-accumulates for one frame, of operations that multiply by weights or gates.
  public func multiplyAccumulates(in graph: Graph) -> Int {
    let (input, shape) = (graph.shapes[inputs[0]], graph.shapes[output])
    switch operation {
    case .convolution(let convolution): return shape.elementCount * convolution.weightsPerOutput
    case .transposedConvolution(let convolution): return input.elementCount * shape.channels * convolution.kernel.count
    default: return 0
    }
  }
}

extension Operation {
  /// How many weights a file of the network holds.
  public var weightCount: Int {
    switch self {
    case .convolution(let convolution): convolution.weights.count
    case .transposedConvolution(let convolution): convolution.weights.count
    default: 0
    }
  }
}
