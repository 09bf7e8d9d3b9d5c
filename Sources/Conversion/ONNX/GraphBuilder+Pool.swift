extension GraphBuilder {
  mutating func addMaxPool(_ node: ONNXNode) throws(ConversionError) {
    let input = graph.shapes[try firstValue(of: node)]
    try node.require("ceil_mode", 0, default: 0)
    try node.require("storage_order", 0, default: 0)
    try requireNoDilation(node)
    let kernel = try kernel(of: node)
    let stride = try stride(of: node)
    let padding = try padding(of: node, kernel, stride, input: input)
    try append(.maxPool(MaxPool(kernel: kernel, stride: stride, padding: padding)), node)
  }
}
