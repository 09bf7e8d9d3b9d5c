@testable import NetworkGraph

/// The details of a node's operation, for `try #require`: nil, so that the test fails, if it is another operation.
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
