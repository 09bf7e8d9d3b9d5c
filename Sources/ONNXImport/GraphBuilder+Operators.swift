import NetworkGraph

extension GraphBuilder {
  /// The operators that the reader supports, without those that it only computes for constants.
  static let supported =
    [
      "Add", "ArgMax", "AveragePool", "BatchNormalization", "Cast", "Concat", "Constant", "Conv", "ConvTranspose",
      "DepthToSpace", "DequantizeLinear", "Div", "Dropout", "Expand", "Flatten", "Gather", "Gemm", "GlobalAveragePool",
      "GlobalMaxPool", "Greater", "Identity", "LogSoftmax", "MatMul", "MaxPool", "Mul", "Neg", "Pad", "Pow",
      "QuantizeLinear", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceSum", "Reshape", "Resize", "Round", "Slice",
      "Softmax", "SpaceToDepth", "Split", "Squeeze", "Sub", "Sum", "Transpose", "Unsqueeze", "Upsample",
    ] + activations

  /// Adds one node of the file to the graph.
  mutating func add(_ written: ONNXNode) throws(ConversionError) {
    let node = try modernised(written)
    if try foldIfConstant(node) { return }
    if ["Reshape", "Transpose"].contains(node.type), try addShuffle(node) { return }
    switch node.type {
    case "Conv": try addConvolution(node)
    case "ConvTranspose": try addTransposedConvolution(node)
    case "Gemm", "MatMul": try addMatrix(node)
    case "BatchNormalization": try addNormalisation(node)
    case "Add", "Sub", "Mul", "Div": try addArithmetic(node)
    case "Sum": try addSum(node)
    case "Neg": try addNegation(node)
    case "Pow": try addPower(node)
    case "MaxPool": try addMaxPool(node)
    case "AveragePool": try addAveragePool(node)
    case "GlobalAveragePool": try append(.globalAveragePool, node)
    case "GlobalMaxPool": try addGlobalMaxPool(node)
    case "ReduceMean", "ReduceSum", "ReduceL2", "ReduceMax": try addReduction(node)
    case "Gather": try addGather(node)
    case "SpaceToDepth": try addSpaceToDepth(node)
    case "DepthToSpace": try addDepthToSpace(node)
    case "Resize": try addResize(node)
    case "Expand": try addExpansion(node)
    case "Concat": try addConcat(node)
    case "Split": try addSplit(node)
    case "Slice": try addSlice(node)
    case "Pad": try addPad(node)
    case "Identity": try addIdentity(node)
    case "Dropout": try addDropout(node)
    case "QuantizeLinear", "DequantizeLinear": try addQuantisation(node)
    case "Softmax": try addSoftmax(node, .softmax)
    case "LogSoftmax": try addSoftmax(node, .logSoftmax)
    case "ArgMax": try addArgMax(node)
    case "Greater", "GreaterOrEqual", "Round": try addThreshold(node)
    case "Transpose": try addTranspose(node)
    case "Squeeze", "Unsqueeze", "Reshape", "Flatten": try addReshape(node)
    case "Cast": try addCast(node)
    case let type where GraphBuilder.activations.contains(type): try addActivation(node)
    default: throw notSupported(node)
    }
  }

  private mutating func addIdentity(_ node: ONNXNode) throws(ConversionError) {
    let value = try fileValue(try node.input(0), readBy: "node '\(node.name)' (Identity)")
    if value.isClassIndices { try alias(value, node) } else { try appendEach(.identity, node) }
  }

  private mutating func addDropout(_ node: ONNXNode) throws(ConversionError) {
    if let name = node.optionalInput(2) {
      guard try tensor(name, for: node).floats.allSatisfy({ $0 == 0 }) else {
        throw node.error("is in training mode; export after model.eval()")
      }
    }
    try appendEach(.identity, node)
  }
}
