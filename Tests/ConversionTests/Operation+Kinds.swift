@testable import NetworkGraph

/// What a node's operation is, for `try #require`: nil, and the test fails, where it is another.
extension NetworkGraph.Operation {
  var convolution: Convolution? {
    if case .convolution(let convolution) = self { return convolution }
    return nil
  }

  var transposedConvolution: TransposedConvolution? {
    if case .transposedConvolution(let convolution) = self { return convolution }
    return nil
  }
}
